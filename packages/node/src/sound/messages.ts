import type { Filters, Severity } from '@reprise/protocol';
import type { MediaPlace } from './sound-input.ts';

/** How a stream is to sound. */
export interface SoundSettings {
  readonly filters: Filters;
  /** Percent, 0 to 1000. */
  readonly volume: number;
}

/** Where a thread gets bytes from: a file it reads itself, or what is fed to it. */
export type WorkerInput =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'fed'; readonly size: number | undefined; readonly places: readonly MediaPlace[] };

/**
 * What the main thread tells a thread that makes sound. `run` counts the seeks of a stream, frames are numbered from 0 in
 * each run; `version` counts the changes of its sound.
 */
export type ToWorker =
  | {
      readonly kind: 'open';
      readonly id: number;
      readonly input: WorkerInput;
      readonly positionMs: number;
      readonly settings: SoundSettings;
      readonly version: number;
      /** The program; undefined when there is none. */
      readonly ffmpeg: string | undefined;
    }
  /** All frames before `next` were taken. */
  | { readonly kind: 'taken'; readonly id: number; readonly run: number; readonly next: number }
  | { readonly kind: 'seek'; readonly id: number; readonly run: number; readonly positionMs: number }
  /** Sounds differently from frame number `from` on. */
  | {
      readonly kind: 'change';
      readonly id: number;
      readonly settings: SoundSettings;
      readonly version: number;
      readonly from: number;
    }
  | { readonly kind: 'close'; readonly id: number }
  | { readonly kind: 'bytes'; readonly id: number; readonly reading: number; readonly bytes: Uint8Array<ArrayBuffer> }
  /** A reading is over; `failure` when it broke off for good. */
  | { readonly kind: 'bytes-end'; readonly id: number; readonly reading: number; readonly failure?: Failure };

/** Why a stream broke, as it crosses threads. */
export interface Failure {
  readonly message: string;
  readonly severity: Severity;
  /** What lies behind it, for the log. */
  readonly cause: string | undefined;
}

/** What a thread that makes sound tells the main thread. */
export type FromWorker =
  | { readonly kind: 'opened'; readonly id: number; readonly lengthMs: number | undefined }
  /** Frames from number `first` on, one after the other in `bytes`. */
  | {
      readonly kind: 'frames';
      readonly id: number;
      readonly run: number;
      readonly version: number;
      readonly first: number;
      readonly sizes: readonly number[];
      readonly bytes: Uint8Array<ArrayBuffer>;
    }
  /** There are `count` frames in this run. */
  | {
      readonly kind: 'ended';
      readonly id: number;
      readonly run: number;
      readonly version: number;
      readonly count: number;
    }
  | { readonly kind: 'failed'; readonly id: number; readonly failure: Failure }
  | { readonly kind: 'read'; readonly id: number; readonly reading: number; readonly start: number }
  /** So many bytes of a reading were used. */
  | { readonly kind: 'read-on'; readonly id: number; readonly reading: number; readonly used: number }
  | { readonly kind: 'read-close'; readonly id: number; readonly reading: number }
  /** A program was started, or is gone: whoever outlives this thread ends it. */
  | { readonly kind: 'program'; readonly pid: number; readonly isRunning: boolean };
