/**
 * When people do something of their own accord: as often in the mean as `perSecond` says, and nobody waits for the others.
 *
 * @param random - Numbers from 0 up to 1.
 * @returns Times from 0 up to `overMs`, in milliseconds, in order.
 */
export function poissonTimes(perSecond: number, overMs: number, random: () => number): number[] {
  const times: number[] = [];
  for (let at = gapMs(perSecond, random); at < overMs; at += gapMs(perSecond, random)) times.push(at);
  return times;
}

/** Gaps between such events are distributed exponentially. */
function gapMs(perSecond: number, random: () => number): number {
  return (-Math.log(1 - random()) / perSecond) * 1_000;
}
