import type { CacheableTrack } from './cacheable.ts';

/** Header and padding of a string or an object on V8's heap, rounded up. */
const HEADER = 16;
/** What each element or property of an object adds to its value. */
const PROPERTY = 8;
/** Deeper parts are not looked into: a result is flat, and a cycle must not hang the cache. */
const DEEPEST = 8;

/** What the cache keeps about a track beside the track: its map entries, links and counts. */
const TRACK_EXTRA = 200;
/** What it keeps about an evicted key beside the key. */
const GHOST_EXTRA = 100;
/** What it keeps about a query, and about each of its tracks. */
const QUERY_EXTRA = 200;
const REFERENCE = 32;

/**
 * About how many bytes a value takes on the heap. Strings count 2 bytes a character, which V8 needs only when one of
 * them is outside Latin-1: the estimate is rather too high than too low.
 */
export function footprint(value: unknown, depth = 0): number {
  if (typeof value === 'string') return HEADER + 2 * value.length;
  if (!isRecord(value) || depth > DEEPEST) return PROPERTY;
  let bytes = HEADER;
  for (const name in value) bytes += PROPERTY + footprint(value[name], depth + 1);
  return bytes;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** {@link footprint} of a track with what the cache keeps about it. */
export function trackFootprint(track: CacheableTrack): number {
  // A class may keep its texts in private fields, where `footprint` does not see them.
  const characters = track.encoded.length + track.title.length + (track.uri?.length ?? 0);
  return TRACK_EXTRA + Math.max(2 * characters, footprint(track));
}

/** {@link footprint} of the key of an evicted track. */
export function ghostFootprint(id: string): number {
  return GHOST_EXTRA + footprint(id);
}

/** {@link footprint} of a query: its spelling, what is known of its playlist, and references to its tracks. */
export function queryFootprint(key: string, playlist: object | undefined, tracks: number): number {
  return QUERY_EXTRA + footprint(key) + footprint(playlist) + REFERENCE * tracks;
}

/** {@link footprint} of a second spelling of a query, or of a query known to find nothing. */
export function spellingFootprint(spelling: string): number {
  return GHOST_EXTRA + footprint(spelling);
}
