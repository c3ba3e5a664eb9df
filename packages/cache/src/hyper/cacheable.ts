/**
 * A track, as far as the cache needs to know it. It is handed out as it was put in, to every caller: keep what
 * belongs to one caller (who asked for it, …) outside. For `snapshot()` it must survive JSON.
 */
export interface CacheableTrack {
  /** What identifies the track. */
  readonly encoded: string;
  readonly title: string;
  readonly uri?: string | null;
  /** A stream is never kept for more than a minute. */
  readonly isStream?: boolean;
}

/** A playlist, which comes back from the cache as a playlist. */
export interface CacheablePlaylist<T extends CacheableTrack = CacheableTrack> {
  readonly name: string;
  /** Index of the track to start with; -1 for none. */
  readonly selectedTrack: number;
  readonly pluginInfo: Readonly<Record<string, unknown>>;
  readonly tracks: readonly T[];
}

/** What a query was answered with: tracks, a playlist, or nothing (an empty list). */
export type CacheableResult<T extends CacheableTrack = CacheableTrack> = readonly T[] | CacheablePlaylist<T>;

/**
 * Tells the two kinds of result apart.
 *
 * @example
 * ```ts
 * import { HyperCache, isPlaylist } from '@reprise/cache';
 *
 * const cache = new HyperCache();
 * const found = cache.getQuery('ode to joy') ?? [];
 * const titles = (isPlaylist(found) ? found.tracks : found).map(({ title }) => title);
 * ```
 */
export function isPlaylist<T extends CacheableTrack>(result: CacheableResult<T>): result is CacheablePlaylist<T> {
  return !Array.isArray(result);
}
