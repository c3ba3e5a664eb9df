import type { Playable } from './playable.ts';
import type { Playlist } from './playlist.ts';

/** What a query gives: a list of tracks, best first and perhaps empty, or a playlist. */
export type LoadedTracks = Playable[] | Playlist;
