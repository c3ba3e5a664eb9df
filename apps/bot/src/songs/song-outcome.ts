import type { CachedSong } from './cached-song.ts';

/** What became of one song of several. */
export type SongOutcome =
  | { readonly input: string; readonly status: 'done'; readonly song: CachedSong; readonly wasCached: boolean }
  | { readonly input: string; readonly status: 'failed'; readonly error: unknown };

/** How far several songs are. */
export interface SongProgress {
  readonly done: number;
  readonly total: number;
  /** What was done last. */
  readonly outcome: SongOutcome;
}

/** A playlist whose songs come one after the other, so that the first can play while others are looked up. */
export interface SongList {
  readonly name: string;
  /** Songs it has, of which `limit` are taken. */
  readonly total: number;
  /** Whether it was a playlist, not just a song. */
  readonly isPlaylist: boolean;
  /** What became of each, in the order of the list. Goes no further than it is asked for, but for a few songs ahead. */
  readonly songs: AsyncIterable<SongOutcome>;
}

/** What somebody meant. */
export type SongOrList =
  | { readonly kind: 'song'; readonly song: CachedSong; readonly wasCached: boolean }
  | { readonly kind: 'playlist'; readonly list: SongList };
