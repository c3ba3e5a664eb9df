import type { FilterData } from './filter-data.ts';

/**
 * How many milliseconds of a track pass in a millisecond of playing. A node reports played time, so the place in the
 * track has to be worked out with this.
 */
export function speedOf({ timescale }: FilterData): number {
  const speed = (timescale?.speed ?? 1) * (timescale?.rate ?? 1);
  // Filters of others, read from a node, can hold what this client refuses.
  return Number.isFinite(speed) && speed > 0 ? speed : 1;
}
