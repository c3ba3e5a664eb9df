import { randomUUID } from 'node:crypto';
import type { FailureClass, WarmReport } from '@reprise/cache';
import type { Clock } from '@reprise/clock';
import type { WarmSummary } from '../cluster/bot-report.ts';
import type { CachedSongProcessor } from './cached-song-processor.ts';
import { failureClass } from './song-failure.ts';
import type { SongsToWarm } from './warm-songs.ts';

/** Which songs are to be looked up, how, and who wants it. */
export interface WarmWish {
  /** Finds out which songs. */
  readonly choose: (signal: AbortSignal) => Promise<SongsToWarm> | SongsToWarm;
  /** Looks up what has time left, too. @defaultValue false */
  readonly isForced?: boolean;
  /** How long it may take, in milliseconds. @defaultValue no limit */
  readonly budgetMs?: number;
  /** Ends it. */
  readonly signal?: AbortSignal;
  /** Id of who asked for it; undefined when it was the bot itself. */
  readonly startedBy?: string;
  /** Where it was asked for. */
  readonly guildId?: string;
}

/** How far a warming is. */
export interface WarmState {
  readonly done: number;
  /** Undefined until the songs are chosen. */
  readonly total: number | undefined;
  readonly warmed: number;
  readonly skipped: number;
  readonly failed: number;
}

/** How a warming ended. */
export interface WarmEnd {
  readonly summary: WarmSummary;
  /** How many songs failed, by what kind of failure it was. */
  readonly failures: ReadonlyMap<FailureClass, number>;
  /** Why the first of them failed, for the log; undefined when none did. */
  readonly firstError: unknown;
  readonly isCancelled: boolean;
}

/** Songs that are looked up before somebody asks for them. */
export class WarmRun {
  /** Tells it from others, also after a restart. */
  readonly id: string = randomUUID().slice(0, 8);
  readonly startedBy: string | undefined;
  readonly guildId: string | undefined;
  readonly startedAt: number;
  /** Rejects when the songs could not be chosen, as when a playlist is gone. */
  readonly finished: Promise<WarmEnd>;
  readonly #songs: CachedSongProcessor;
  readonly #clock: Clock;
  readonly #cancelling = new AbortController();
  #state: WarmState = { done: 0, total: undefined, warmed: 0, skipped: 0, failed: 0 };

  /** Begins at once. */
  constructor(wish: WarmWish, songs: CachedSongProcessor, clock: Clock) {
    this.startedBy = wish.startedBy;
    this.guildId = wish.guildId;
    this.startedAt = clock.now();
    this.#songs = songs;
    this.#clock = clock;
    this.finished = this.#run(wish);
    // Whoever follows it is told; a run that nobody follows must not end the process.
    this.finished.catch(() => undefined);
  }

  get state(): WarmState {
    return this.#state;
  }

  /** Time until it is done if it goes on as so far, in milliseconds; undefined while nobody can say. */
  get leftMs(): number | undefined {
    const { done, total, skipped } = this.#state;
    const worked = done - skipped;
    // What is skipped takes no time, so it says nothing about what is to come.
    if (total === undefined || worked === 0) return undefined;
    return ((this.#clock.now() - this.startedAt) / worked) * (total - done);
  }

  /** Ends it: what was looked up stays. */
  cancel(): void {
    this.#cancelling.abort(new DOMException('The warming was cancelled.', 'AbortError'));
  }

  async #run({ choose, isForced = false, budgetMs, signal: given }: WarmWish): Promise<WarmEnd> {
    const { signal: cancelled } = this.#cancelling;
    const signal = given === undefined ? cancelled : AbortSignal.any([given, cancelled]);
    const { keys, listed } = await choose(signal);
    this.#state = { ...this.#state, total: await this.#countOf(keys) };
    const report = await this.#songs.warmSongs(
      keys,
      {
        signal,
        isForced,
        ...(budgetMs !== undefined && { budgetMs }),
        onProgress: ({ done, total, status }) => {
          const { warmed, skipped, failed } = this.#state;
          const counts = { warmed, skipped, failed };
          if (status !== 'left') counts[status] += 1;
          this.#state = { ...counts, done, total };
        },
      },
      listed,
    );
    return {
      summary: this.#summary(report),
      failures: classesOf(report),
      firstError: report.failed[0]?.error,
      isCancelled: cancelled.aborted,
    };
  }

  async #countOf(keys: SongsToWarm['keys']): Promise<number> {
    if (!('top' in keys)) return keys.length;
    // Before that it does not know what the former run was asked for.
    await this.#songs.cache.ready();
    return this.#songs.cache.popular(keys.top).length;
  }

  #summary({ warmed, skipped, failed, left }: WarmReport): WarmSummary {
    return { at: this.#clock.now(), warmed, skipped, failed: failed.length, left };
  }
}

function classesOf({ failed }: WarmReport): ReadonlyMap<FailureClass, number> {
  const counts = new Map<FailureClass, number>();
  for (const { error } of failed) {
    const known = failureClass(error);
    counts.set(known, (counts.get(known) ?? 0) + 1);
  }
  return counts;
}
