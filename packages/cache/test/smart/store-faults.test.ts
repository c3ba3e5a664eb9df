import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { SmartCache, type SmartCacheOptions, StoreError } from '../../src/index.ts';
import { TroubledStore } from './support/stores.ts';
import { Source, settled } from './support/world.ts';

interface World {
  readonly clock: ManualClock;
  readonly store: TroubledStore;
  readonly warnings: string[];
  readonly cache: SmartCache<string>;
}

async function worldOf(options: SmartCacheOptions<string> = {}): Promise<World> {
  const clock = new ManualClock();
  const store = new TroubledStore(clock, true);
  const warnings: string[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning.message);
  const cache = new SmartCache<string>({ clock, store, onWarning, ttlJitter: 0, ...options });
  await cache.ready();
  return { clock, store, warnings, cache };
}

describe('a store that fails', () => {
  it('is a miss and one warning, never a failed request', async () => {
    const { cache, store, warnings } = await worldOf();
    store.reads = 'fails';
    for (let i = 0; i < 4; i++) expect((await cache.getOrProcess(`song ${i}`, () => 'made')).value).toBe('made');
    expect(warnings).toEqual(['The store troubled cannot be read: The store is gone.']);
  });

  it('is left alone after five failures, for a second, then for longer, and is used again once it is well', async () => {
    const { cache, clock, store } = await worldOf();
    store.reads = 'fails';
    store.writes = 'fails';
    const asked = async (): Promise<number> => {
      const before = store.asked;
      for (let i = 0; i < 20; i++) await cache.get(`song ${clock.now()} ${i}`);
      return store.asked - before;
    };
    const tries = [await asked(), await asked()];
    for (const ms of [1_000, 1_000, 1_000, 4_000, 8_000, 16_000, 29_999, 1]) {
      clock.advance(ms);
      tries.push(await asked());
    }
    expect(tries).toEqual([5, 0, 1, 0, 1, 1, 1, 1, 0, 1]);
    store.reads = 'none';
    clock.advance(30_000);
    expect(await asked()).toBe(20);
  });

  it('warns again when it begins again', async () => {
    const { cache, store, warnings } = await worldOf();
    for (const reads of ['fails', 'none', 'fails'] as const) {
      store.reads = reads;
      await cache.get(`song ${reads}`);
    }
    expect(warnings).toHaveLength(2);
  });

  it('does not break flush: it says what could not be kept, and makes up for it later', async () => {
    const { cache, store } = await worldOf();
    store.writes = 'fails';
    await cache.getOrProcess('song', () => 'made');
    await expect(cache.flush()).rejects.toBeInstanceOf(StoreError);
    store.writes = 'none';
    await cache.flush();
    expect(await store.keys()).toEqual(['song']);
  });

  it('rejects a set that it did not acknowledge, whose value is in memory all the same', async () => {
    const { cache, store } = await worldOf();
    store.writes = 'fails';
    await expect(cache.set('song', 'x')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(await cache.get('song')).toBe('x');
  });

  it('does not give back what was deleted while it failed', async () => {
    const { cache, store } = await worldOf();
    await cache.set('song', 'old');
    store.writes = 'fails';
    await cache.delete('song').catch(() => undefined);
    expect(await cache.get('song')).toBeUndefined();
    store.writes = 'none';
    await cache.flush();
    expect(await store.keys()).toEqual([]);
  });

  it('lets close end', async () => {
    const { cache, store } = await worldOf();
    await cache.set('song', 'x');
    store.writes = 'fails';
    await cache.get('song');
    await cache.close();
    expect(store.closed).toBe(1);
  });
});

describe('a store that hangs', () => {
  it('costs a request no more than storeDeadlineMs, and later ones nothing', async () => {
    const { cache, clock, store, warnings } = await worldOf({ storeDeadlineMs: 50 });
    store.reads = 'hangs';
    for (let i = 0; i < 5; i++) {
      const answer = cache.getOrProcess(`song ${i}`, () => 'made');
      await settled();
      clock.advance(50);
      expect((await answer).value).toBe('made');
    }
    expect((await cache.getOrProcess('next', () => 'made')).durationMs).toBe(0);
    expect(warnings).toEqual(['The store troubled cannot be read: It did not answer within 50 ms.']);
  });

  it('keeps nobody waiting who does not ask for the acknowledgement', async () => {
    const { cache, store } = await worldOf();
    store.writes = 'hangs';
    expect((await cache.getOrProcess('song', () => 'made')).value).toBe('made');
    expect((await cache.getOrProcess('song', () => 'again')).value).toBe('made');
  });

  it('does not keep close from ending', async () => {
    const { cache, clock, store } = await worldOf();
    store.writes = 'hangs';
    await cache.getOrProcess('song', () => 'made');
    const closed = cache.close();
    await settled();
    clock.advance(3_000);
    await closed;
    expect(store.closed).toBe(1);
  });

  it('makes flush fail after a while, not hang', async () => {
    const { cache, clock, store } = await worldOf();
    store.writes = 'hangs';
    await cache.getOrProcess('song', () => 'made');
    const flushed = expect(cache.flush()).rejects.toMatchObject({ code: 'STORE_TIMEOUT' });
    for (let i = 0; i < 3; i++) {
      await settled();
      clock.advance(30_000);
    }
    await flushed;
  });
});

describe('writes', () => {
  it('of a key arrive in their order', async () => {
    const { cache, store } = await worldOf();
    const all = [cache.set('a', '1'), cache.delete('a'), cache.set('b', '1'), cache.set('b', '2'), cache.set('b', '3')];
    await Promise.all(all);
    const entry = await store.get('b');
    expect([await store.keys(), new TextDecoder().decode(entry?.bytes)]).toEqual([['b'], '"3"']);
  });

  it('of a key arrive in their order though the first takes long, and are read as if they had arrived', async () => {
    const { cache, store } = await worldOf();
    const first = Promise.withResolvers<void>();
    const set = store.set.bind(store);
    store.set = async (key, entry) => {
      if (entry.bytes.length === 3) await first.promise;
      await set(key, entry);
    };
    await cache.set('b', 'before');
    const all = [cache.set('a', '1'), cache.set('a', 'second'), cache.set('b', '1'), cache.delete('b')];
    await settled();
    expect([await cache.get('a'), await cache.get('b')]).toEqual(['second', undefined]);
    first.resolve();
    await Promise.all(all);
    expect([await store.keys(), new TextDecoder().decode((await store.get('a'))?.bytes)]).toEqual([['a'], '"second"']);
  });

  it('behind a load do not make it wait', async () => {
    const { cache, store } = await worldOf();
    const source = new Source();
    store.writes = 'hangs';
    const answer = cache.getOrProcess('song', source.process);
    await settled();
    await source.answer('made');
    expect((await answer).value).toBe('made');
  });

  it('before a clear do not outlive it, and those after it do', async () => {
    const { cache, store } = await worldOf();
    void cache.set('before', 'x');
    const cleared = cache.clear();
    const after = cache.set('after', 'x');
    await Promise.all([cleared, after]);
    expect(await store.keys()).toEqual(['after']);
    expect([await cache.get('before'), await cache.get('after')]).toEqual([undefined, 'x']);
  });
});
