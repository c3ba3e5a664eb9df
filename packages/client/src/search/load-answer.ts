import { type CacheableResult, isPlaylist } from '@reprise/cache';
import type { LoadResult } from '@reprise/protocol';
import type { LoadedTracks } from '../track/loaded-tracks.ts';
import { Playable } from '../track/playable.ts';
import { Playlist } from '../track/playlist.ts';
import { type TrackRecord, trackRecord } from '../track/track-record.ts';

/** Where an answer came from: a cached query, a cached track, a query known to find nothing, or a node. */
export type ServedFrom = 'l1' | 'l2' | 'negative' | 'node';

/** An answer and how it was got. */
export interface LoadAnswer {
  /** What was found; the caller's own. */
  readonly result: LoadedTracks;
  readonly servedFrom: ServedFrom;
  /** Identifier of the node, when one was asked. */
  readonly node?: string;
  /** Another caller had asked the node already. */
  readonly joined: boolean;
  /** What this caller waited, in milliseconds. */
  readonly durationMs: number;
}

/** What is kept and shared of an answer. */
export type SharedResult = CacheableResult<TrackRecord>;

/** What a node answered, in the form that is kept. @param loaded - Not a failure. */
export function sharedResult(loaded: Exclude<LoadResult, { loadType: 'error' }>): SharedResult {
  switch (loaded.loadType) {
    case 'track':
      return [trackRecord(loaded.data)];
    case 'search':
      return loaded.data.map(trackRecord);
    case 'empty':
      return [];
    case 'playlist':
      return {
        name: loaded.data.info.name,
        selectedTrack: loaded.data.info.selectedTrack,
        pluginInfo: loaded.data.pluginInfo ?? {},
        tracks: loaded.data.tracks.map(trackRecord),
      };
  }
}

/** A caller's own copy of what is shared. */
export function ownCopy(shared: SharedResult): LoadedTracks {
  if (!isPlaylist(shared)) return playables(shared);
  const { name, selectedTrack, pluginInfo, tracks } = shared;
  return new Playlist({ name, selectedTrack }, pluginInfo, playables(tracks));
}

function playables(records: readonly TrackRecord[]): Playable[] {
  return records.map((record) => new Playable(record));
}
