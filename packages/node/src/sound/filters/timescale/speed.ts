import type { Filters } from '@reprise/protocol';

/** A timescale beyond these is held at them: the real server takes any number, but a track must still end some time. */
const SLOWEST = 0.01;
const FASTEST = 100;

/** How much faster than played time a track passes with these filters. */
export function speedOf({ timescale }: Filters): number {
  const speed = (timescale?.speed ?? 1) * (timescale?.rate ?? 1);
  // The real server takes 0 and less and then plays nothing sensible; here the track goes on.
  return speed > 0 ? Math.max(SLOWEST, Math.min(FASTEST, speed)) : 1;
}
