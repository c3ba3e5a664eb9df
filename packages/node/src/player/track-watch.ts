import type { Clock } from '@reprise/clock';
import type { PlayingTrack } from './playing-track.ts';

/** A player whose music nobody takes ends its track after this time, lavaplayer's default. */
const CLEANUP_MS = 60_000;

/** Calls `onEnd` when the running track reaches its end or its end time; halted, it waits for no time. */
export function watchEnd(track: PlayingTrack, clock: Clock, onEnd: () => void): void {
  track.drop('end');
  const untilEnd = track.clock.isRunning ? track.untilEnd() : undefined;
  if (untilEnd === undefined) return;
  const check = (): void => {
    // A timer holds less than a month, and may be early by a fraction: look again.
    if ((track.untilEnd() ?? 0) > 0) watchEnd(track, clock, onEnd);
    else onEnd();
  };
  track.keep('end', clock.after(untilEnd, check));
}

/** Calls `onStuck` when frames are asked for and none came for `thresholdMs`. Once: later stalls are not told. */
export function watchStuck(
  track: PlayingTrack,
  clock: Clock,
  isWaiting: boolean,
  thresholdMs: number,
  onStuck: () => void,
): void {
  if (!isWaiting) track.drop('stuck');
  else if (!track.has('stuck')) track.keep('stuck', clock.after(thresholdMs, onStuck));
}

/** Calls `onCleanup` when nobody has taken the music for a minute. */
export function watchCleanup(track: PlayingTrack, clock: Clock, isAlone: boolean, onCleanup: () => void): void {
  if (!isAlone) track.drop('cleanup');
  else if (!track.has('cleanup')) track.keep('cleanup', clock.after(CLEANUP_MS, onCleanup));
}
