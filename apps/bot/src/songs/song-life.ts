import type { SongRecord } from './cached-song.ts';

/** How long songs are kept. */
export interface SongLife {
  /** How long a track is played as it was found, in milliseconds, unless its link ends earlier. */
  readonly playableTtlMs: number;
}

/** What is live has another title tomorrow, and perhaps another address. */
const LIVE_TTL_MS = 60_000;
/** What is left of a link has to be enough to play something by it. */
const MARGIN_MS = 600_000;
const SHORTEST_TTL_MS = 1_000;

/** How long a song can be played as it was found, in milliseconds. @param now - By the wall clock. */
export function playableForMs({ track }: SongRecord, { playableTtlMs }: SongLife, now: number): number {
  const { identifier, isStream } = track.info;
  if (isStream) return Math.min(LIVE_TTL_MS, playableTtlMs);
  const ends = endOfLink(identifier);
  return ends === undefined
    ? playableTtlMs
    : Math.max(SHORTEST_TTL_MS, Math.min(playableTtlMs, ends - MARGIN_MS - now));
}

/** When a link to the sound itself ends, by its own words; undefined when it does not tell. */
function endOfLink(identifier: string): number | undefined {
  if (!/^https?:\/\//i.test(identifier)) return undefined;
  const parameters = URL.parse(identifier)?.searchParams;
  const seconds = Number(parameters?.get('expire') ?? parameters?.get('Expires') ?? Number.NaN);
  return Number.isSafeInteger(seconds) && seconds > 0 ? seconds * 1_000 : undefined;
}
