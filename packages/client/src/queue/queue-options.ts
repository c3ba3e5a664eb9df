import { callable, flag, knownOptions, wholeNumber } from '@reprise/options';
import type { QueueTrack } from '../track/queue-track.ts';
import type { RequesterOf } from './fair-line.ts';

/** Options of a {@link Queue}. */
export interface QueueOptions {
  /** Tracks that may wait at a time; at least 1. @defaultValue 2,000 */
  readonly maxSize?: number;
  /** Started tracks that are remembered; 0 for none. @defaultValue 100 */
  readonly historySize?: number;
  /** Who asked for tracks takes turns: one of yours, one of mine. @defaultValue false */
  readonly fair?: boolean;
  /** Who asked for a track, for `fair`. Tracks of which nobody knows take turns as one. @defaultValue `userData.requesterId` */
  readonly requesterOf?: (track: QueueTrack) => string | undefined;
}

/** Options that were checked, with their defaults. */
export interface QueueSettings {
  readonly maxSize: number;
  readonly historySize: number;
  readonly fair: boolean;
  readonly requesterOf: RequesterOf;
}

/** @throws TypeError or RangeError naming the option that is wrong. */
export function checkedQueueOptions(options: QueueOptions): QueueSettings {
  knownOptions('Queue', options, ['maxSize', 'historySize', 'fair', 'requesterOf']);
  const { maxSize = 2_000, historySize = 100, fair = false, requesterOf = requesterIdOf } = options;
  return {
    maxSize: wholeNumber('maxSize', maxSize, { min: 1 }),
    historySize: wholeNumber('historySize', historySize, { min: 0 }),
    fair: flag('fair', fair),
    requesterOf: callable('requesterOf', requesterOf),
  };
}

function requesterIdOf({ userData }: QueueTrack): string | undefined {
  return typeof userData.requesterId === 'string' ? userData.requesterId : undefined;
}
