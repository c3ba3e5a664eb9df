import type { FrameStats } from '@reprise/protocol';
import type { FrameCount } from './frame-counter.ts';

/** Frames of 20 ms in a minute. */
const FRAMES_A_MINUTE = 3_000;

/** The average of a session's players over their last minute; null until one of them has a full minute. */
export function frameStats(counts: readonly FrameCount[]): FrameStats | null {
  if (counts.length === 0) return null;
  const sent = counts.reduce((sum, count) => sum + count.sent, 0);
  const nulled = counts.reduce((sum, count) => sum + count.nulled, 0);
  const deficit = counts.length * FRAMES_A_MINUTE - (sent + nulled);
  const average = (total: number): number => Math.trunc(total / counts.length);
  return { sent: average(sent), nulled: average(nulled), deficit: average(deficit) };
}
