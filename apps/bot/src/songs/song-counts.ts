import type { Processed } from '@reprise/cache';
import type { SongRecord } from './cached-song.ts';

/** What a processor has done, measured. */
export interface ProcessorStats {
  /** Songs that were asked for and found. */
  readonly totalProcessed: number;
  /** Those that were there. */
  readonly cacheHits: number;
  /** Mean time of those that were not, in milliseconds; undefined until there was one. */
  readonly averageProcessingMs: number | undefined;
  /** 95th percentile of the last 1,024 of those, in milliseconds. */
  readonly p95ProcessingMs: number | undefined;
  /** Share that was there, 0 to 1; undefined until there was one. */
  readonly efficiency: number | undefined;
}

/** Counts what songs that were asked for took. */
export class SongCounts {
  #processed = 0;
  #hits = 0;
  #missed = 0;
  #missedMs = 0;

  /** Somebody got a song. */
  note({ wasCached, durationMs }: Pick<Processed<SongRecord>, 'wasCached' | 'durationMs'>): void {
    this.#processed += 1;
    if (wasCached) this.#hits += 1;
    else {
      this.#missed += 1;
      this.#missedMs += durationMs;
    }
  }

  /** Mean time of those that were not there, in milliseconds; undefined before there was one. */
  get usualMs(): number | undefined {
    return this.#missed === 0 ? undefined : this.#missedMs / this.#missed;
  }

  /** @param p95ProcessingMs - Measured elsewhere: means do not tell it. */
  stats(p95ProcessingMs: number | undefined): ProcessorStats {
    return {
      totalProcessed: this.#processed,
      cacheHits: this.#hits,
      averageProcessingMs: this.usualMs,
      p95ProcessingMs,
      efficiency: this.#processed === 0 ? undefined : this.#hits / this.#processed,
    };
  }
}
