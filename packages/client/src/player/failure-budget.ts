import type { QueueTrack } from '../track/queue-track.ts';

/** A track that could not be played, and why. */
export interface PlaybackFailure {
  readonly track: QueueTrack;
  readonly why: string;
}

/** Failures in a row after which nothing more is tried: the source is broken, not the tracks. */
const MOST_IN_A_ROW = 3;

/** Counts tracks that fail one after the other, so that a broken source does not eat a whole queue. */
export class FailureBudget {
  #failures: PlaybackFailure[] | undefined;

  /** The failures since the last good track. */
  get failures(): readonly PlaybackFailure[] {
    return this.#failures ?? [];
  }

  get isSpent(): boolean {
    return this.failures.length >= MOST_IN_A_ROW;
  }

  add(track: QueueTrack, why: string): void {
    this.#failures ??= [];
    this.#failures.push({ track, why });
  }

  /** A track played well. */
  reset(): void {
    this.#failures = undefined;
  }
}
