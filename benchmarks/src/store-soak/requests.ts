import { type SmartCache, SmartCacheError } from '@reprise/cache';
import { Latencies } from '../latency.ts';
import type { Song } from '../stores/song.ts';
import { type Source, SourceError } from './source.ts';

const TICK_MS = 10;
const PATIENCE_MS = 5;
/** Requests whose caller leaves, as a share: usually, and in a bad mood. */
const USUALLY_LEAVING = 0.02;
const LEAVING = 0.5;

/** What became of the requests so far. */
export interface RequestCounts {
  sent: number;
  fromMemory: number;
  fromStore: number;
  made: number;
  /** Those whose source failed, now or a short while ago, or took too long. */
  told: number;
  left: number;
  /** Any other failure: there must be none. */
  failed: number;
  /** Answers with another song than was asked for. */
  wrong: number;
}

/** Asks caches for songs at a steady rate, each cache in turn. */
export class Requests {
  readonly counts: RequestCounts = {
    sent: 0,
    fromMemory: 0,
    fromStore: 0,
    made: 0,
    told: 0,
    left: 0,
    failed: 0,
    wrong: 0,
  };
  isLeaving = false;
  /** Times of what was there and fresh, since {@link takeTimes}. */
  #times = new Latencies();
  #pending = 0;
  readonly #caches: readonly SmartCache<Song>[];
  readonly #source: Source;
  readonly #draw: () => number;
  readonly #random: () => number;

  /** `draw` gives the number of the next song. */
  constructor(caches: readonly SmartCache<Song>[], source: Source, draw: () => number, random: () => number) {
    this.#caches = caches;
    this.#source = source;
    this.#draw = draw;
    this.#random = random;
  }

  /** Requests that have no answer yet. */
  get pending(): number {
    return this.#pending;
  }

  /** Sends so many a second until it is stopped by what it answers. */
  begin(perSecond: number): () => void {
    const startedAt = performance.now();
    const timer = setInterval(() => {
      const due = ((performance.now() - startedAt) / 1_000) * perSecond;
      while (this.counts.sent < due) void this.#ask();
    }, TICK_MS);
    return () => clearInterval(timer);
  }

  takeTimes(): Latencies {
    const times = this.#times;
    this.#times = new Latencies();
    return times;
  }

  async #ask(): Promise<void> {
    const { counts } = this;
    const cache = this.#caches[counts.sent % this.#caches.length];
    counts.sent += 1;
    const number = this.#draw();
    const isLeaving = this.#random() < (this.isLeaving ? LEAVING : USUALLY_LEAVING);
    const controller = isLeaving ? new AbortController() : undefined;
    if (controller !== undefined) setTimeout(() => controller.abort(), this.#random() * PATIENCE_MS);
    this.#pending += 1;
    try {
      const options = controller === undefined ? {} : { signal: controller.signal };
      const answer = await cache?.getOrProcess(`song ${number}`, this.#source.find, options);
      if (answer === undefined) return;
      if (Number(answer.value.track.info.identifier.replaceAll('x', '')) !== number) counts.wrong += 1;
      if (answer.wasCached && !answer.stale) this.#times.add(answer.durationMs);
      const where = { memory: 'fromMemory', store: 'fromStore', process: 'made' } as const;
      counts[where[answer.servedFrom]] += 1;
    } catch (error) {
      if (controller?.signal.aborted === true) counts.left += 1;
      else if (isTold(error)) counts.told += 1;
      else {
        counts.failed += 1;
        console.error(error);
      }
    } finally {
      this.#pending -= 1;
    }
  }
}

function isTold(error: unknown): boolean {
  if (error instanceof SourceError) return true;
  return error instanceof SmartCacheError && (error.code === 'KNOWN_FAILURE' || error.code === 'LOAD_TIMEOUT');
}
