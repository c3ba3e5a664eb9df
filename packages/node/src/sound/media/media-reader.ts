import type { SoundUnit } from './sound-unit.ts';

/** A track whose format is known. */
export interface MediaReader {
  /** Length as the media itself tells it, in milliseconds; undefined when it does not, or that would take long. */
  readonly lengthMs: number | undefined;
  /**
   * Gives the track from a place on, in 48 kHz samples, or from a little earlier. Aborting `signal` makes it end or throw,
   * whatever it waits for.
   */
  units(from: number, signal: AbortSignal): AsyncIterable<readonly SoundUnit[]>;
}
