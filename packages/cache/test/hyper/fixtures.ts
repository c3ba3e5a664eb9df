import type { CacheablePlaylist, CacheableResult, CacheableTrack } from '../../src/hyper/cacheable.ts';
import { HyperCache } from '../../src/hyper/hyper-cache.ts';
import type { HyperCacheOptions } from '../../src/hyper/hyper-cache-options.ts';

/** A track with this id. */
export function track(id: string, more: Partial<CacheableTrack> = {}): CacheableTrack {
  return { encoded: id, title: `Title of ${id}`, ...more };
}

/** `count` tracks that nobody else has. */
export function tracks(prefix: string, count: number): CacheableTrack[] {
  return Array.from({ length: count }, (_, i) => track(`${prefix}${i}`));
}

export function playlist(list: readonly CacheableTrack[], selectedTrack = -1): CacheablePlaylist {
  return { name: 'A playlist', selectedTrack, pluginInfo: { type: 'album', deep: { art: ['url'] } }, tracks: list };
}

/** A clock that stands still until it is moved. */
export function manualClock(): { now: () => number; advance: (ms: number) => void } {
  let now = 1_800_000_000_000;
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
  };
}

/** A cache on a clock that stands still, so that its snapshots can be compared. */
export function cacheOf(options: HyperCacheOptions = {}): HyperCache {
  return new HyperCache({ now: manualClock().now, ...options });
}

/** The ids of a result. */
export function ids(result: CacheableResult | undefined): string[] | undefined {
  const list = result === undefined || 'tracks' in result ? result?.tracks : result;
  return list?.map(({ encoded }) => encoded);
}
