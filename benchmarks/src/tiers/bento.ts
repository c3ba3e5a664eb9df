import { join } from 'node:path';
import { BentoCache, bentostore } from 'bentocache';
import { memoryDriver } from 'bentocache/drivers/memory';
import { redisDriver } from 'bentocache/drivers/redis';
import type { CacheDriverOptions, CreateDriverResult, L2CacheDriver } from 'bentocache/types';
import { Redis } from 'ioredis';
import type { Song } from '../stores/song.ts';
import { LmdbTexts } from './lmdb-texts.ts';
import { type BackEnd, HOUR_MS, Maker, type TierSubject, TOO_FEW } from './tier.ts';

export const bento: TierSubject = async (backEnd) => {
  const maker = new Maker();
  const store =
    backEnd.kind === 'memory'
      ? bentostore().useL1Layer(memoryDriver({ maxItems: 1_000 }))
      : bentostore()
          .useL1Layer(memoryDriver({ maxItems: TOO_FEW }))
          .useL2Layer(driverOf(backEnd));
  const cache = new BentoCache({ default: 'songs', stores: { songs: store }, ttl: HOUR_MS });
  return {
    put: (key, value: Song) => cache.set({ key, value }),
    get: (key) => cache.getOrSet<Song>({ key, factory: maker.make }),
    misses: () => maker.made,
    close: () => cache.disconnectAll(),
  };
};

function driverOf(backEnd: Exclude<BackEnd, { kind: 'memory' }>): CreateDriverResult<L2CacheDriver> {
  if (backEnd.kind === 'redis') return redisDriver({ connection: new Redis(backEnd.url) });
  const texts = new LmdbTexts(join(backEnd.path, 'bentocache'));
  return { options: {}, factory: (options: CacheDriverOptions) => new LmdbDriver(texts, options.prefix ?? '') };
}

/** The contract of bentocache's drivers, over LMDB. */
class LmdbDriver implements L2CacheDriver {
  readonly type = 'l2' as const;
  readonly #texts: LmdbTexts;
  readonly #prefix: string;

  constructor(texts: LmdbTexts, prefix: string) {
    this.#texts = texts;
    this.#prefix = prefix;
  }

  namespace(namespace: string): LmdbDriver {
    return new LmdbDriver(this.#texts, `${this.#prefix}:${namespace}`);
  }

  async get(key: string): Promise<string | undefined> {
    return this.#texts.get(this.#nameOf(key));
  }

  async pull(key: string): Promise<string | undefined> {
    const text = await this.get(key);
    await this.delete(key);
    return text;
  }

  async set(key: string, value: string, ttl?: number): Promise<boolean> {
    await this.#texts.put(this.#nameOf(key), value, ttl);
    return true;
  }

  clear(): Promise<void> {
    return this.#texts.clear();
  }

  delete(key: string): Promise<boolean> {
    return this.#texts.remove(this.#nameOf(key));
  }

  async deleteMany(keys: string[]): Promise<boolean> {
    await Promise.all(keys.map((key) => this.delete(key)));
    return true;
  }

  disconnect(): Promise<void> {
    return this.#texts.close();
  }

  #nameOf(key: string): string {
    return `${this.#prefix}:${key}`;
  }
}
