import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { SmartCache, type SmartCacheOptions } from '../../src/index.ts';
import { TroubledStore } from './support/stores.ts';
import { settled } from './support/world.ts';

function worldOf(): {
  readonly clock: ManualClock;
  readonly store: TroubledStore;
  start(options?: SmartCacheOptions<string>): SmartCache<string>;
} {
  const clock = new ManualClock();
  const store = new TroubledStore(clock);
  return {
    clock,
    store,
    start: (options = {}) => new SmartCache({ clock, store, ttlJitter: 0, sweepIntervalMs: 0, ...options }),
  };
}

describe('a restart', () => {
  it('brings entries back with their times, cost and use', async () => {
    const { clock, start } = worldOf();
    const before = start();
    await before.set('song', 'Ode to Joy', { costMs: 15_000, ttlMs: 60_000 });
    clock.advance(1_000);
    await before.get('song');
    const known = await before.inspect('song');
    await before.close();

    const after = start();
    expect(await after.getOrProcess('song', () => 'made again')).toMatchObject({
      value: 'Ode to Joy',
      wasCached: true,
      savedMs: 15_000,
    });
    expect(await after.inspect('song')).toEqual({ ...known, accessCount: 2 });
    clock.advance(59_000);
    expect(await after.get('song')).toBeUndefined();
  });

  it('brings back which one is evicted next', async () => {
    const { start } = worldOf();
    const before = start({ maxSize: 3 });
    for (const key of ['a', 'b', 'c']) await before.set(key, key);
    await before.get('a');
    await before.close();
    const after = start({ maxSize: 3 });
    await after.ready();
    await after.set('d', 'd');
    expect(['a', 'b', 'c', 'd'].map((key) => after.peek(key))).toEqual(['a', undefined, 'c', 'd']);
  });

  it('brings back popularity and statistics', async () => {
    const { clock, start } = worldOf();
    const before = start();
    await before.getOrProcess('song', () => 'x');
    for (let i = 0; i < 3; i++) await before.get('song');
    await before.get('never');
    await before.close();
    clock.advance(60_000);
    const after = start();
    expect(await after.stats()).toMatchObject({ hits: 3, misses: 2, hitRate: { lastHour: 0.6, lifetime: 0.6 } });
    expect(after.popular(1)).toEqual([{ key: 'song', score: expect.closeTo(4, 1) }]);
    clock.advance(3_600_000);
    expect((await after.stats()).hitRate).toEqual({ lastHour: undefined, lastDay: 0.6, lifetime: 0.6 });
  });

  it('does not bring back what was evicted, deleted or expired, nor leaves it on disk', async () => {
    const { clock, store, start } = worldOf();
    const before = start({ maxSize: 2 });
    for (const key of ['evicted', 'deleted', 'kept']) await before.set(key, key);
    await before.delete('deleted');
    await before.set('expired', 'x', { ttlMs: 1_000 });
    await before.flush();
    clock.advance(1_000);
    await before.get('expired');
    await before.close();
    expect(await store.keys()).toEqual(['kept']);
    const after = start({ maxSize: 2 });
    await after.ready();
    expect(after.exportData().entries.map(({ key }) => key)).toEqual(['kept']);
  });

  it('takes up what was written after the ledger, as after a crash', async () => {
    const { store, start } = worldOf();
    const crashed = start();
    await crashed.set('a', 'a');
    await crashed.flush();
    await crashed.set('b', 'b');
    const after = start();
    await after.ready();
    expect(after.exportData().entries.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(await store.keys()).toEqual(['a', 'b']);
  });

  it('into a smaller cache takes the newest, and the others leave the disk', async () => {
    const { clock, store, start } = worldOf();
    const before = start();
    for (const key of ['a', 'b', 'c', 'd']) {
      await before.set(key, key);
      clock.advance(1_000);
    }
    await before.get('a');
    await before.close();
    const after = start({ maxSize: 2 });
    await after.ready();
    await after.flush();
    expect(after.exportData().entries.map(({ key }) => key)).toEqual(['d', 'a']);
    expect(await store.keys()).toEqual(['a', 'd']);
  });

  it('does not undo what was set or deleted while it went on', async () => {
    const { start } = worldOf();
    const before = start();
    for (const key of ['set', 'deleted', 'kept']) await before.set(key, 'old');
    await before.close();
    const after = start();
    const ready = after.ready();
    const written = [after.set('set', 'new'), after.delete('deleted')];
    await Promise.all([ready, ...written]);
    expect(['set', 'deleted', 'kept'].map((key) => after.peek(key))).toEqual(['new', undefined, 'old']);
    expect(await after.get('deleted')).toBeUndefined();
  });

  it('into a smaller cache leaves alone what was set while it went on, and evicts what is older', async () => {
    const { store, start } = worldOf();
    const before = start();
    for (const key of ['a', 'b', 'c', 'd']) await before.set(key, 'old');
    await before.close();
    const after = start({ maxSize: 3 });
    const ready = after.ready();
    await Promise.all([ready, after.set('a', 'new'), after.set('e', 'new')]);
    await after.flush();
    expect(after.exportData().entries.map(({ key, value }) => [key, value])).toEqual([
      ['d', 'old'],
      ['a', 'new'],
      ['e', 'new'],
    ]);
    expect(await store.keys()).toEqual(['a', 'd', 'e']);
  });

  it('does not bring back what was deleted after it was read and before it was taken up', async () => {
    const { store, start } = worldOf();
    const before = start();
    for (const key of ['deleted', 'kept']) await before.set(key, 'old');
    await before.close();
    const read = Promise.withResolvers<void>();
    store.getMany = async (keys) => {
      const found = store.inner.getMany(keys);
      await read.promise;
      return found;
    };
    const after = start();
    const ready = after.ready();
    await settled();
    await after.delete('deleted');
    read.resolve();
    await ready;
    expect(['deleted', 'kept'].map((key) => after.peek(key))).toEqual([undefined, 'old']);
  });

  it('does not wait for ever for a store that hangs', async () => {
    const { clock, store, start } = worldOf();
    store.reads = 'hangs';
    const cache = start({ onWarning: () => undefined });
    const answer = cache.getOrProcess('song', () => 'made');
    await settled();
    clock.advance(1_000);
    await settled();
    clock.advance(250);
    expect((await answer).value).toBe('made');
  });

  it('keeps what the ledger knows each minute that something changed', async () => {
    const { clock, start } = worldOf();
    const crashed = start();
    await crashed.set('song', 'x');
    await crashed.get('song');
    clock.advance(60_000);
    await settled();
    const after = start();
    expect(await after.stats()).toMatchObject({ hits: 1 });
  });

  it('does not lose what it never got to read', async () => {
    const { clock, store, start } = worldOf();
    const before = start();
    await before.set('song', 'x');
    await before.get('song');
    await before.close();
    store.reads = 'hangs';
    const between = start({ onWarning: () => undefined });
    await between.set('song', 'y');
    await between.flush();
    const closed = between.close();
    await settled();
    clock.advance(3_000);
    await closed;
    store.reads = 'none';
    expect(await start().stats()).toMatchObject({ hits: 1, entries: 1 });
  });

  it('does not lose what it could not read at first', async () => {
    const { clock, store, start } = worldOf();
    const before = start();
    await before.set('song', 'x');
    await before.get('song');
    await before.close();
    store.reads = 'fails';
    const between = start({ onWarning: () => undefined });
    await between.ready();
    await between.set('song', 'y');
    await between.get('song');
    store.reads = 'none';
    clock.advance(60_000);
    await settled();
    await between.close();
    expect(await start().stats()).toMatchObject({ hits: 2, entries: 1 });
  });

  it('treats a ledger that is no ledger as none', async () => {
    const { clock, store, start } = worldOf();
    const now = clock.now();
    const bytes = new TextEncoder().encode('{"savedAt":1,"order":[["a",-1,"x"]]}');
    const times = { storedAt: now, freshUntil: now + 9_000, expiresAt: now + 9_000, costMs: 0 };
    await store.set('\u0000ledger:cache', { bytes, schemaVersion: 1, ...times });
    const cache = start();
    await cache.set('song', 'x');
    expect(await cache.stats()).toMatchObject({ entries: 1, hits: 0 });
  });

  it('never shows its ledger as an entry, whatever keys are called', async () => {
    const { start } = worldOf();
    const before = start();
    await before.set('\u0000ledger:cache', 'mine');
    await before.set('', 'empty');
    await before.close();
    const after = start();
    await after.ready();
    expect(after.exportData().entries.map(({ key, value }) => [key, value])).toEqual([
      ['\u0000ledger:cache', 'mine'],
      ['', 'empty'],
    ]);
    await after.delete('\u0000ledger:cache');
    expect(await after.has('\u0000ledger:cache')).toBe(false);
  });

  it('makes misses of entries of another form, and removes them', async () => {
    const { store, start } = worldOf();
    const before = start({ schemaVersion: 1 });
    await before.set('song', 'Ode to Joy');
    await before.close();
    const after = start({ schemaVersion: 2 });
    expect(await after.get('song')).toBeUndefined();
    await after.flush();
    expect(await store.keys()).toEqual([]);
    expect(await after.stats()).toMatchObject({ invalid: 1 });
  });

  it('without persist keeps nothing', async () => {
    const { store, start } = worldOf();
    const cache = start({ persist: false });
    await cache.set('song', 'x');
    await cache.close();
    expect(store.asked).toBe(0);
  });
});
