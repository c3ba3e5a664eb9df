import type { Playlist } from 'reprise';
import { type CachedSong, lengthOf, recordOf, type SongRecord } from './cached-song.ts';
import { inOrder } from './in-order.ts';
import type { PlaylistOptions, SongOptions } from './song-options.ts';
import type { SongList, SongOutcome } from './song-outcome.ts';

/** Songs that are taken of a playlist, unless told. */
export const MOST_OF_A_PLAYLIST = 500;
/** Songs that are looked up at once, unless told. */
export const AT_ONCE = 3;

/** Finds a song that a list tells of. Never rejects. */
export type FindListed = (record: SongRecord, options: SongOptions) => Promise<SongOutcome>;

/** A playlist as the songs that are in it. */
export function songListOf(playlist: Playlist, options: PlaylistOptions, find: FindListed): SongList {
  const records = [...playlist].slice(0, options.limit ?? MOST_OF_A_PLAYLIST).map(recordOf);
  const songs = songsInOrder(records, options, find);
  return { name: playlist.name, total: playlist.length, isPlaylist: true, songs };
}

/** What becomes of the songs of a list, in their order. */
export async function* songsInOrder(
  records: readonly SongRecord[],
  options: PlaylistOptions,
  find: FindListed,
): AsyncGenerator<SongOutcome> {
  const { concurrency = AT_ONCE, onProgress } = options;
  let done = 0;
  for await (const outcome of inOrder(records, concurrency, (record) => find(record, options))) {
    done += 1;
    onProgress?.({ done, total: records.length, outcome });
    yield outcome;
  }
}

/** Finds a song, and says what became of it. Never rejects. */
export async function attempt(
  input: string,
  work: () => Promise<readonly [CachedSong, boolean]>,
): Promise<SongOutcome> {
  try {
    const [song, wasCached] = await work();
    return { input, status: 'done', song, wasCached };
  } catch (error) {
    return { input, status: 'failed', error };
  }
}

/** Whether a list told enough of a song to play it: lists of links often tell no length. */
export function tellsAll({ track }: SongRecord): boolean {
  return track.info.isStream || lengthOf(track) !== undefined;
}
