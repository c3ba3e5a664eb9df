import type { PopularSong } from '../cluster/bot-report.ts';
import type { CachedSongProcessor } from './cached-song-processor.ts';

/** Keys that are looked at: a song may be asked for under several, and some are not there any more. */
const CONSIDERED = 200;

/** The songs of the cache that are asked for most, the most popular first. One that was asked for by name and by link counts once. */
export function popularSongs({ cache }: Pick<CachedSongProcessor, 'cache'>, count: number): readonly PopularSong[] {
  const songs = new Map<string, PopularSong>();
  for (const { key, score } of cache.popular(CONSIDERED)) {
    const info = cache.peekInfo(key)?.value.track.info;
    // Nothing is known of it any more but what somebody typed.
    if (info === undefined) continue;
    const id = info.uri ?? key;
    const sum = score + (songs.get(id)?.score ?? 0);
    songs.set(id, { title: info.title, url: info.uri ?? undefined, score: sum });
  }
  return [...songs.values()].toSorted((one, other) => other.score - one.score).slice(0, count);
}
