import type { NodePool, Playable } from 'reprise';
import type { KeptSong } from '../../library/kept-song.ts';
import { type CachedSong, lengthOf, songKeyOf } from '../../songs/cached-song.ts';

/** What plays, as a favourite. */
export function trackToKeep(track: Playable, pool: NodePool): KeptSong {
  const { title, author, uri } = track;
  return songToKeep(
    { key: songKeyOf(track) ?? '', url: uri ?? undefined, title, author, durationMs: lengthOf(track) },
    pool,
  );
}

/** A song as a favourite: it is known by its page where it has one, whatever was typed to find it. */
export function songToKeep(
  { key, url, title, author, durationMs }: Pick<CachedSong, 'key' | 'url' | 'title' | 'author' | 'durationMs'>,
  pool: NodePool,
): KeptSong {
  const page = /^https?:$/.test(URL.parse(url ?? '')?.protocol ?? '') ? url : undefined;
  return { key: page === undefined ? key : pool.describeQuery(page).key, url: page, title, author, durationMs };
}
