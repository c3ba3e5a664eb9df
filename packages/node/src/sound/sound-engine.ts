import type { Filters } from '@reprise/protocol';
import type { SoundInput } from './sound-input.ts';

/** How a track is to sound, and from where. */
export interface SoundOptions {
  /** Place in the track, in milliseconds. */
  readonly positionMs: number;
  readonly filters: Filters;
  /** Percent, 0 to 1000. */
  readonly volume: number;
}

/** What there is at a turn of 20 ms: a frame, nothing yet, or nothing any more. */
export type SoundTurn = Uint8Array | 'late' | 'ended';

/** The sound of one track, as Opus frames of 20 ms in 48 kHz stereo. Made ahead, off the main thread. */
export interface SoundStream {
  /** Length as the media itself tells it, in milliseconds; undefined for what is live or does not tell. */
  readonly lengthMs: number | undefined;
  /** Takes the next frame. Never waits. @throws `SourceError` once, when the track broke: it has ended then. */
  take(): SoundTurn;
  /** Resolves when the first frames after the opening or the last seek are there; rejects with a `SourceError` when they will not come. */
  ready(): Promise<void>;
  /** Goes on from another place, in milliseconds. What was made ahead is dropped. */
  seek(positionMs: number): void;
  /** Changes how it sounds, without a gap; heard within 500 ms. */
  setFilters(filters: Filters): void;
  /** @param volume - Percent, 0 to 1000; heard within 500 ms. */
  setVolume(volume: number): void;
  /** Ends it and lets go of everything. */
  close(): void;
}

/** Makes tracks audible. */
export interface SoundEngine {
  /** Opens a track. @throws `SourceError` when it cannot be played, saying what to install if that would help. */
  open(input: SoundInput, options: SoundOptions, signal: AbortSignal): Promise<SoundStream>;
  /** Ends all streams. */
  close(): Promise<void>;
}
