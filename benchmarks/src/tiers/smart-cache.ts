import { join } from 'node:path';
import { LmdbStore, SmartCache, type Store, ValkeyStore } from '@reprise/cache';
import type { Song } from '../stores/song.ts';
import { type BackEnd, HOUR_MS, Maker, type TierSubject, TOO_FEW } from './tier.ts';

export const smartCache: TierSubject = async (backEnd) => {
  const store = storeOf(backEnd);
  const maker = new Maker();
  const songs = new SmartCache<Song>({
    ttlMs: HOUR_MS,
    ...(store === undefined ? { maxSize: 1_000 } : { store, maxSize: TOO_FEW }),
  });
  const expected = store === undefined ? 'memory' : 'store';
  let elsewhere = 0;
  await songs.ready();
  return {
    put: (key, song) => songs.set(key, song),
    async get(key) {
      const { value, servedFrom } = await songs.getOrProcess(key, maker.make);
      if (servedFrom !== expected) elsewhere += 1;
      return value;
    },
    misses: () => maker.made + elsewhere,
    close: () => songs.close(),
  };
};

function storeOf(backEnd: BackEnd): Store | undefined {
  if (backEnd.kind === 'memory') return undefined;
  if (backEnd.kind === 'redis') return new ValkeyStore({ url: backEnd.url });
  // A store of the cache's own would forget what memory has no room for.
  return new LmdbStore({ path: join(backEnd.path, 'smart-cache'), isShared: true });
}
