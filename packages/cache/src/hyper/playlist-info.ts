import type { CacheablePlaylist, CacheableTrack } from './cacheable.ts';
import type { PlaylistInfo } from './query-tier.ts';

/** What is kept of a playlist. It is frozen, all the way down, because every caller gets the same. */
export function playlistInfo<T extends CacheableTrack>(
  playlist: CacheablePlaylist<T>,
  kept: readonly T[],
): PlaylistInfo {
  const selected = playlist.tracks[playlist.selectedTrack]?.encoded;
  return Object.freeze({
    name: playlist.name,
    // The doubles that were left out may have moved it.
    selectedTrack:
      selected === undefined ? playlist.selectedTrack : kept.findIndex(({ encoded }) => encoded === selected),
    pluginInfo: frozen(structuredClone(playlist.pluginInfo)),
  });
}

function frozen<V>(value: V): V {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}
