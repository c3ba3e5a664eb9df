import type { Clock } from '@reprise/clock';
import type { WarmSummary } from '../cluster/bot-report.ts';
import type { CachedSongProcessor } from './cached-song-processor.ts';
import { WarmRun, type WarmWish } from './warm-run.ts';

/** A warming that was asked for. */
export interface AskedWarming {
  readonly run: WarmRun;
  /** False when another one was under way, which `run` is then. */
  readonly isNew: boolean;
}

/** What is done for the cache of songs beside using it, and when that was last. One a process: commands, buttons and the cluster share it. */
export class SongUpkeep {
  readonly #songs: CachedSongProcessor;
  readonly #clock: Clock;
  #running: WarmRun | undefined;
  #lastWarm: WarmSummary | undefined;
  #lastCleanAt: number | undefined;

  constructor(songs: CachedSongProcessor, clock: Clock) {
    this.#songs = songs;
    this.#clock = clock;
  }

  /** The warming that is under way. */
  get running(): WarmRun | undefined {
    return this.#running;
  }

  get lastWarm(): WarmSummary | undefined {
    return this.#lastWarm;
  }

  /** In milliseconds since 1970. */
  get lastCleanAt(): number | undefined {
    return this.#lastCleanAt;
  }

  /** Looks songs up ahead, unless that is under way already: two at once would only wait for each other. */
  warm(wish: WarmWish): AskedWarming {
    if (this.#running !== undefined) return { run: this.#running, isNew: false };
    const run = new WarmRun(wish, this.#songs, this.#clock);
    this.#running = run;
    const ended = (summary: WarmSummary | undefined): void => {
      this.#running = undefined;
      this.#lastWarm = summary ?? this.#lastWarm;
    };
    run.finished.then(
      ({ summary }) => ended(summary),
      () => ended(undefined),
    );
    return { run, isNew: true };
  }

  /** Notes that somebody has cleaned the cache. */
  noteCleaned(): void {
    this.#lastCleanAt = this.#clock.now();
  }
}
