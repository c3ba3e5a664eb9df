import type { NodePool } from 'reprise';
import type { SongRecord } from './cached-song.ts';
import type { CachedSongProcessor } from './cached-song-processor.ts';

/** Where songs are known. */
export interface SongPlaces {
  readonly pool: Pick<NodePool, 'describeQuery'>;
  readonly songs: Pick<CachedSongProcessor, 'cache'>;
}

/** The keys under which the song of a key is in the cache: what was asked for, and its link if memory knows that. */
export function keysOfSong({ pool, songs }: SongPlaces, key: string): readonly string[] {
  const record = songs.cache.peekInfo(key)?.value;
  const link = record && linkKeyOf(pool, record);
  return link === undefined || link === key ? [key] : [key, link];
}

/** The key of a song's link; undefined for one without. */
export function linkKeyOf(pool: SongPlaces['pool'], { track }: SongRecord): string | undefined {
  const { uri } = track.info;
  return uri === null ? undefined : pool.describeQuery(uri).key;
}
