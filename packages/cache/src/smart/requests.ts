import { callable, knownOptions } from '@reprise/options';
import { publishAnswer } from './channels.ts';
import { type Entry, isGood, isServable } from './entry.ts';
import type { Ledger } from './ledger.ts';
import type { Life } from './life.ts';
import type { Loaded, Loader, LoadRequest } from './loader.ts';
import type { NegativeEntry } from './negative-entries.ts';
import { Answer, FROM_MEMORY, type Origin, type Process, type Processed } from './results.ts';
import { type Settings, ttlOf } from './settings.ts';
import { SmartCacheError, shownKey } from './smart-cache-error.ts';
import type { Tally } from './tally.ts';
import type { Tiers } from './tiers.ts';

/** What a request may say beside what it asks for. */
export interface ProcessOptions<V> {
  /** Gives up this caller, not the others who wait for the same value. */
  readonly signal?: AbortSignal;
  /**
   * How long the value is fresh, in milliseconds, should it be made; or how that is told from the value. Not exceeded.
   *
   * @defaultValue `ttlMs` of the cache
   */
  readonly ttlMs?: number | ((value: V) => number);
}

const NO_OPTIONS = {};

/** The parts of a cache that a request goes through. */
export interface Parts<V> {
  readonly settings: Settings<V>;
  readonly tiers: Tiers<V>;
  readonly tally: Tally;
  readonly loader: Loader<V>;
  readonly ledger: Ledger<V>;
  readonly life: Life;
}

/** A request, from when to when it counts. */
interface Request<V> {
  readonly key: string;
  readonly process: Process<V>;
  readonly options: ProcessOptions<V>;
  readonly startedAt: number;
}

/** Answers requests: from memory, the store, or by having the value made. Counts and measures each of them. */
export class Requests<V> {
  readonly #parts: Parts<V>;

  constructor(parts: Parts<V>) {
    this.#parts = parts;
  }

  /** The value of a key, made if need be. */
  async serve(key: string, process: Process<V>, options: ProcessOptions<V> = NO_OPTIONS): Promise<Processed<V>> {
    const { tiers, tally } = this.#parts;
    const startedAt = tiers.now();
    options.signal?.throwIfAborted();
    const entry = tiers.memory.get(key);
    if (entry === undefined || !isGood(entry, startedAt))
      return this.#serveSlowly({ key, process, options, startedAt });
    tally.popularity.note(key, startedAt);
    return this.#hit(entry, FROM_MEMORY, startedAt);
  }

  /** The value of a key, if it is anywhere. */
  async lookUp(key: string): Promise<V | undefined> {
    const { life, loader, tally, tiers } = this.#parts;
    const startedAt = tiers.now();
    if (!life.isServing) await life.untilServing();
    life.assertOpen();
    tally.popularity.note(key, startedAt);
    const known = tiers.find(key);
    if (known !== undefined && isCurrent(known, startedAt))
      return this.#hit(known, this.#fromMemory(known), startedAt).value;
    const found = await loader.look(key);
    if (found !== undefined && isServable(found, tiers.now())) {
      return this.#hit(found, this.#fromStore(found, found === known, false), startedAt).value;
    }
    tally.miss(tiers.now(), undefined, false);
    this.#parts.ledger.touch();
    return undefined;
  }

  /** The value of a key, made anew whatever is there. */
  async repair(key: string, process: Process<V>, options: ProcessOptions<V> = NO_OPTIONS): Promise<Processed<V>> {
    const { life, loader, tiers } = this.#parts;
    const request = this.#checked({ key, process, options, startedAt: tiers.now() });
    if (!life.isServing) await life.untilServing();
    life.assertOpen();
    options.signal?.throwIfAborted();
    const newerThan = loader.isRepairing(key) ? Number.NEGATIVE_INFINITY : this.#discard(key);
    const load = { key, process, reason: 'repair', ttlMs: options.ttlMs, newerThan } as const;
    const { promise, joined } = loader.load(load, options.signal);
    return this.#conclude(request, promise, joined);
  }

  /** Has the value of a key made ahead, unless it has more than half of its time left or is known to fail; forced, even then. */
  async warm(
    key: string,
    process: Process<V>,
    { isForced = false, ...options }: ProcessOptions<V> & { readonly isForced?: boolean },
  ): Promise<'warmed' | 'skipped'> {
    const { loader, tiers } = this.#parts;
    // Another process may have put there what has little time left.
    const known = tiers.memory.peek(key) ?? (await loader.look(key));
    const isFine = known !== undefined && tiers.now() < (known.storedAt + known.freshUntil) / 2;
    if (!isForced && (isFine || loader.negatives.get(key, tiers.now()) !== undefined)) return 'skipped';
    const newerThan = known?.storedAt ?? Number.NEGATIVE_INFINITY;
    const load = { key, process, reason: 'warm', ttlMs: options.ttlMs, newerThan } as const;
    return (await loader.load(load, options.signal).promise).isMade ? 'warmed' : 'skipped';
  }

  async #serveSlowly(request: Request<V>): Promise<Processed<V>> {
    const { key, process, options, startedAt } = this.#checked(request);
    const { life, loader, tally, tiers } = this.#parts;
    if (!life.isServing) await life.untilServing();
    life.assertOpen();
    options.signal?.throwIfAborted();
    tally.popularity.note(key, startedAt);

    const now = tiers.now();
    const entry = tiers.find(key);
    if (entry !== undefined && isCurrent(entry, now)) {
      if (now >= entry.freshUntil) this.#refresh(entry, process, options);
      return this.#hit(entry, this.#fromMemory(entry), startedAt);
    }
    const known = loader.negatives.get(key, now);
    if (known !== undefined) return this.#knownFailure(key, known, entry, startedAt);
    const load = { key, process, reason: 'miss', ttlMs: options.ttlMs, newerThan: Number.NEGATIVE_INFINITY } as const;
    const { promise, joined } = loader.load(load, options.signal);
    return this.#conclude(request, this.#orOld(load, promise), joined);
  }

  #checked(request: Request<V>): Request<V> {
    const { key, process, options } = request;
    if (typeof key !== 'string') throw new TypeError(`SmartCache: key must be a text, but is of type ${typeof key}.`);
    callable('SmartCache: process', process);
    knownOptions('SmartCache.getOrProcess', options, ['signal', 'ttlMs']);
    if (options.ttlMs !== undefined && typeof options.ttlMs !== 'function') ttlOf(options.ttlMs);
    return request;
  }

  async #conclude(request: Request<V>, load: Promise<Loaded<V> | Entry<V>>, joined: boolean): Promise<Processed<V>> {
    const { key, options, process, startedAt } = request;
    try {
      const loaded = await load;
      if (!('isMade' in loaded)) return this.#hit(loaded, this.#fromMemory(loaded), startedAt);
      if (loaded.isMade || loaded.entry === undefined) return this.#made(key, loaded.value, joined, startedAt);
      const { entry } = loaded;
      if (this.#parts.tiers.now() >= entry.freshUntil) this.#refresh(entry, process, options);
      return this.#hit(entry, this.#fromStore(entry, false, joined), startedAt);
    } catch (error) {
      return this.#orStale(request, joined, error);
    }
  }

  /** An old value is better than none, but not for who has left or whom nobody serves any more. */
  #orStale({ key, options, startedAt }: Request<V>, joined: boolean, error: unknown): Processed<V> {
    const { ledger, life, tally, tiers } = this.#parts;
    if (life.isClosed || options.signal?.aborted === true) throw error;
    const old = tiers.find(key);
    if (old !== undefined) return this.#hit(old, this.#fromMemory(old), startedAt);
    const now = tiers.now();
    tally.miss(now, now - startedAt, joined);
    ledger.touch();
    throw error;
  }

  /** What `load` brings, or the old value when that takes too long; then the load goes on behind. */
  #orOld(request: LoadRequest<V>, load: Promise<Loaded<V>>): Promise<Loaded<V> | Entry<V>> {
    const { softDeadlineMs, clock } = this.#parts.settings;
    if (softDeadlineMs === undefined) return load;
    return new Promise((resolve, reject) => {
      const cancel = clock.after(softDeadlineMs, () => {
        const old = this.#parts.tiers.find(request.key);
        if (old === undefined) return;
        this.#loadBehind(request);
        resolve(old);
      });
      load.then(resolve, reject).finally(cancel);
    });
  }

  #refresh(entry: Entry<V>, process: Process<V>, { ttlMs }: ProcessOptions<V>): void {
    const { loader, tiers } = this.#parts;
    const { key, storedAt: newerThan } = entry;
    if (loader.negatives.get(key, tiers.now()) !== undefined) return;
    this.#loadBehind({ key, process, reason: 'refresh', ttlMs, newerThan });
  }

  /** Nobody waits for it: a failure is counted, and remembered by its class. */
  #loadBehind(request: LoadRequest<V>): void {
    this.#parts.loader.load(request, undefined).promise.catch(() => undefined);
  }

  /** Drops what did not work, and says since when. */
  #discard(key: string): number {
    const { loader, tiers } = this.#parts;
    const storedAt = tiers.memory.peek(key)?.storedAt ?? Math.floor(tiers.now());
    loader.outdate(key);
    void tiers.drop(key);
    return storedAt;
  }

  #knownFailure(key: string, known: NegativeEntry, old: Entry<V> | undefined, startedAt: number): Processed<V> {
    const { ledger, tally } = this.#parts;
    if (old !== undefined) return this.#hit(old, this.#fromMemory(old), startedAt);
    tally.counts.negativeHits += 1;
    ledger.touch();
    const { failureClass, cause } = known;
    const message = `The value of ${shownKey(key)} could not be made a short while ago (${failureClass}): not yet tried again.`;
    throw new SmartCacheError('KNOWN_FAILURE', message, { cause, failureClass });
  }

  #hit(entry: Entry<V>, origin: Origin, startedAt: number): Processed<V> {
    const { ledger, tally, tiers } = this.#parts;
    const now = tiers.now();
    const durationMs = Math.max(0, now - startedAt);
    const savedMs = Math.max(0, entry.costMs - durationMs);
    entry.accessCount += 1;
    entry.lastAccessed = now;
    tally.hit(now, durationMs, savedMs);
    if (origin.stale) tally.counts.staleServed += 1;
    ledger.touch();
    const answer = new Answer(entry.value, origin, durationMs, savedMs);
    publishAnswer(entry.key, answer);
    return answer;
  }

  #made(key: string, value: V, joined: boolean, startedAt: number): Processed<V> {
    const { ledger, tally, tiers } = this.#parts;
    const now = tiers.now();
    const durationMs = Math.max(0, now - startedAt);
    tally.miss(now, durationMs, joined);
    ledger.touch();
    const answer = new Answer(value, { servedFrom: 'process', stale: false, joined }, durationMs, 0);
    publishAnswer(key, answer);
    return answer;
  }

  #fromMemory(entry: Entry<V>): Origin {
    return { servedFrom: 'memory', stale: this.#parts.tiers.now() >= entry.freshUntil, joined: false };
  }

  #fromStore(entry: Entry<V>, wasInMemory: boolean, joined: boolean): Origin {
    const stale = this.#parts.tiers.now() >= entry.freshUntil;
    return { servedFrom: wasInMemory ? 'memory' : 'store', stale, joined };
  }
}

/** Whether what memory has can be given without asking the store. */
function isCurrent(entry: Entry<unknown>, now: number): boolean {
  return now < entry.recheckAt && isServable(entry, now);
}
