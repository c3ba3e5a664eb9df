import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import KeyvRedis from '@keyv/redis';
import { createCache } from 'cache-manager';
import { Keyv, type KeyvStoreAdapter, type StoredData } from 'keyv';
import type { Song } from '../stores/song.ts';
import { LmdbTexts } from './lmdb-texts.ts';
import { type BackEnd, HOUR_MS, Maker, type TierSubject } from './tier.ts';

/** With the store alone: its memory has no bound that would make it ask the store each time. */
export const cacheManager: TierSubject = async (backEnd) => {
  const maker = new Maker();
  const cache = createCache({ stores: [keyvOf(backEnd)], ttl: HOUR_MS });
  return {
    put: (key, song) => cache.set(key, song),
    get: (key) => cache.wrap<Song>(key, maker.make),
    misses: () => maker.made,
    close: async () => cache.disconnect(),
  };
};

function keyvOf(backEnd: BackEnd): Keyv {
  if (backEnd.kind === 'memory') return new Keyv();
  if (backEnd.kind === 'redis') return new Keyv(new KeyvRedis(backEnd.url));
  return new Keyv(new KeyvLmdb(join(backEnd.path, 'cache-manager')));
}

/** The contract of Keyv's adapters, over LMDB. */
class KeyvLmdb extends EventEmitter implements KeyvStoreAdapter {
  readonly opts: Readonly<Record<string, unknown>> = {};
  namespace?: string;
  readonly #texts: LmdbTexts;

  constructor(path: string) {
    super();
    this.#texts = new LmdbTexts(path);
  }

  // What is stored is what Keyv serialized, and it takes it for that.
  async get<Value>(key: string): Promise<StoredData<Value> | undefined> {
    return this.#texts.get(key) as StoredData<Value> | undefined;
  }

  async set(key: string, value: string, ttl?: number): Promise<void> {
    await this.#texts.put(key, value, ttl);
  }

  delete(key: string): Promise<boolean> {
    return this.#texts.remove(key);
  }

  clear(): Promise<void> {
    return this.#texts.clear();
  }

  disconnect(): Promise<void> {
    return this.#texts.close();
  }
}
