import type { SeedTrack } from './seed-track.ts';
import { TrackSet } from './track-keys.ts';

/** Tracks that recommendations may start from: what is further back no longer tells what people want to hear. */
const MOST_SEEDS = 15;
/** Weight of a track relative to the one played after it. */
const RECENCY = 0.75;
/** `Math.log(0)` would make every weight alike. */
const SMALLEST_DRAW = Number.MIN_VALUE;

/** The tracks that recommendations can start from, each once, newest first. @param played - Newest first. */
export function seedsOf<T extends SeedTrack>(played: Iterable<T>): T[] {
  const seen = new TrackSet();
  const seeds: T[] = [];
  for (const track of played) {
    // The title of a live stream says nothing of what is heard there.
    if (track.isStream === true || seen.has(track)) continue;
    seen.add(track);
    if (seeds.push(track) === MOST_SEEDS) break;
  }
  return seeds;
}

/**
 * The seeds in the order in which they are used: drawn one after the other, each with a chance of 0.75 to the power of
 * its age. Weighted sampling without replacement after Efraimidis and Spirakis (2006), "Weighted random sampling with a
 * reservoir".
 *
 * @param seeds - Newest first.
 */
export function drawnByRecency(seeds: readonly SeedTrack[], random: () => number): SeedTrack[] {
  return seeds
    .map((seed, age) => ({ seed, rank: Math.log(Math.max(random(), SMALLEST_DRAW)) / RECENCY ** age }))
    .sort((one, other) => other.rank - one.rank)
    .map(({ seed }) => seed);
}
