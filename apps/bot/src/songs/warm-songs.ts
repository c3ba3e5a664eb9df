import { Playlist } from 'reprise';
import { recordOf, type SongRecord } from './cached-song.ts';
import type { SongPool } from './processor-options.ts';
import { SongNotFoundError } from './song-errors.ts';
import { linkKeyOf } from './song-keys.ts';

/** Songs to look up before somebody asks for them. */
export interface SongsToWarm {
  /** Their keys, or how many of the most popular. */
  readonly keys: readonly string[] | { readonly top: number };
  /** What a list told of songs, by key. */
  readonly listed?: ReadonlyMap<string, SongRecord>;
}

/** How a playlist is wanted. */
export interface PlaylistWish {
  /** Songs that are taken of it at most. */
  readonly limit: number;
  /** Takes it as it is now, not as the pool remembers it. */
  readonly isForced: boolean;
  readonly signal: AbortSignal;
}

/**
 * The songs of a playlist. Only those that have a link: the others could not be told apart.
 *
 * @throws {@link SongNotFoundError} when there is none, and as `Pool.load`.
 */
export async function songsOfPlaylist(
  pool: SongPool,
  link: string,
  { limit, isForced, signal }: PlaylistWish,
): Promise<SongsToWarm> {
  const { result } = await pool.load(link, { priority: 'warm', cache: isForced ? 'reload' : 'use', signal });
  const tracks = result instanceof Playlist ? [...result] : [...result].slice(0, 1);
  const listed = new Map<string, SongRecord>();
  for (const record of tracks.map(recordOf)) {
    const key = linkKeyOf(pool, record);
    if (key !== undefined && listed.size < limit) listed.set(key, record);
  }
  if (listed.size === 0) throw new SongNotFoundError(link);
  return { keys: [...listed.keys()], listed };
}
