import { ManualClock } from '@reprise/devkit';
import { beforeEach, describe, expect, it } from 'vitest';
import { SmartCache, type SmartCacheOptions, type Store, type StoredEntry, StoreError } from '../../src/index.ts';
import { TroubledStore } from './support/stores.ts';
import { Source, settled } from './support/world.ts';

/** A store whose answers can be made to wait. */
class GatedStore extends TroubledStore {
  onChange?: NonNullable<Store['onChange']>;
  readonly #gates = new Map<'get' | 'set' | 'clear', PromiseWithResolvers<void>>();

  /** Makes one kind of call wait. Answers how to let go what waits. */
  gate(kind: 'get' | 'set' | 'clear'): () => void {
    const gate = Promise.withResolvers<void>();
    this.#gates.set(kind, gate);
    return () => {
      this.#gates.delete(kind);
      gate.resolve();
    };
  }

  override async get(key: string): Promise<StoredEntry | undefined> {
    const found = await super.get(key);
    await this.#gates.get('get')?.promise;
    return found;
  }

  override async set(key: string, entry: StoredEntry): Promise<void> {
    await this.#gates.get('set')?.promise;
    await super.set(key, entry);
  }

  override async clear(): Promise<void> {
    await this.#gates.get('clear')?.promise;
    await super.clear();
  }
}

describe('what is asked for while a store has not answered', () => {
  let clock: ManualClock;
  let store: GatedStore;

  beforeEach(() => {
    clock = new ManualClock();
    store = new GatedStore(clock, true);
  });

  const start = (options: SmartCacheOptions<string> = {}): SmartCache<string> =>
    new SmartCache({ clock, store, ttlJitter: 0, sweepIntervalMs: 0, onWarning: () => undefined, ...options });

  it('does not bring back what was set between two calls of clear', async () => {
    const cache = start();
    await cache.ready();
    const open = store.gate('clear');
    const first = cache.clear();
    const set = cache.set('song', 'x');
    const second = cache.clear();
    open();
    await Promise.all([first, set, second]);
    expect([await cache.get('song'), await store.keys()]).toEqual([undefined, []]);
  });

  it('does not bring back what was being written when everything was forgotten', async () => {
    const cache = start();
    await cache.ready();
    const open = store.gate('set');
    const set = cache.set('old', 'x');
    await settled();
    const cleared = cache.clear();
    const later = cache.set('new', 'y');
    expect([await cache.get('old'), await cache.get('new')]).toEqual([undefined, 'y']);
    open();
    await Promise.all([set, cleared, later]);
    expect([await cache.get('old'), await cache.get('new'), await store.keys()]).toEqual([undefined, 'y', ['new']]);
  });

  it('does not take for true what a store still holds that could be neither changed nor cleared', async () => {
    const cache = start();
    await cache.set('song', 'old');
    store.writes = 'fails';
    await expect(cache.delete('song')).rejects.toThrow(StoreError);
    await expect(cache.clear()).rejects.toThrow(StoreError);
    expect(await cache.get('song')).toBeUndefined();
  });

  it('does not give what was deleted to who asks after that', async () => {
    const cache = start({ storeDeadlineMs: 60_000 });
    await cache.ready();
    await store.inner.set('song', entryAt(clock.now()));
    const open = store.gate('get');
    const early = cache.get('song');
    const deleted = cache.delete('song');
    await settled();
    const late = cache.get('song');
    open();
    await Promise.all([early, deleted]);
    expect([await late, cache.peek('song'), await store.keys()]).toEqual([undefined, undefined, []]);
  });

  it('leaves nothing in a cache that was closed meanwhile', async () => {
    const cache = start({ storeDeadlineMs: 60_000 });
    await cache.ready();
    await store.inner.set('song', entryAt(clock.now()));
    const open = store.gate('get');
    const asked = cache.getOrProcess('song', () => 'made').catch((error: unknown) => error);
    await settled();
    await cache.close();
    open();
    await asked;
    expect(cache.size).toBe(0);
    await expect(cache.getOrProcess('song', () => 'made')).rejects.toMatchObject({ code: 'CACHE_CLOSED' });
  });

  it('is not asked for for ever by a cache that was closed', async () => {
    const cache = start();
    await cache.getOrProcess('song', () => 'x');
    await settled();
    store.writes = 'hangs';
    const closed = cache.close();
    for (let i = 0; i < 4; i++) {
      await settled();
      clock.advance(3_000);
    }
    await closed;
    for (let i = 0; i < 4; i++) {
      await settled();
      clock.advance(30_000);
    }
    await settled();
    expect(clock.pending).toBe(0);
  });

  it('is what another process wrote there after a write from here had failed', async () => {
    let tell: (key: string | undefined) => void = () => undefined;
    store.onChange = (listener) => {
      tell = listener;
      return () => undefined;
    };
    const cache = start();
    await cache.ready();
    store.writes = 'fails';
    await expect(cache.set('song', 'mine')).rejects.toThrow(StoreError);
    store.writes = 'none';
    clock.advance(1_000);
    await store.inner.set('song', entryAt(clock.now()));
    tell('song');
    expect(await cache.get('song')).toBe('stored');
    await cache.flush();
    expect(await store.keys()).toEqual(['song']);
  });

  it('is served though the store was closed by somebody else', async () => {
    store.onChange = () => {
      throw new StoreError('STORE_CLOSED', 'It was closed.');
    };
    const source = new Source();
    const cache = start();
    const asked = cache.getOrProcess('song', source.process);
    await settled();
    await source.answer('made');
    expect((await asked).value).toBe('made');
  });
});

function entryAt(now: number): StoredEntry {
  const expiresAt = now + 60_000;
  return {
    bytes: new TextEncoder().encode('"stored"'),
    schemaVersion: 1,
    storedAt: now,
    freshUntil: expiresAt,
    expiresAt,
    costMs: 0,
  };
}
