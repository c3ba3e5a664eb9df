import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { open as openLmdb } from 'lmdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LmdbStore, type LmdbStoreOptions, MemoryStore, type StoreError, tiered } from '../../../src/index.ts';
import { temporaryFolder } from '../support/folder.ts';
import { contentOf, entryOf, itKeepsTheContract, textOf, WallClock } from '../support/store-contract.ts';

describe('LmdbStore', () => {
  itKeepsTheContract(async (clock) => {
    const folder = await temporaryFolder();
    return { store: new LmdbStore({ path: folder.path, clock }), dispose: folder.remove };
  });

  let clock: WallClock;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let stores: LmdbStore[];
  let warnings: StoreError[];

  beforeEach(async () => {
    clock = new WallClock();
    folder = await temporaryFolder();
    stores = [];
    warnings = [];
  });
  afterEach(async () => {
    for (const store of stores) await store.close();
    await folder.remove();
  });

  const open = (options: Partial<LmdbStoreOptions> = {}): LmdbStore => {
    const onWarning = (warning: StoreError): unknown => warnings.push(warning);
    const store = new LmdbStore({ path: folder.path, clock, onWarning, ...options });
    stores.push(store);
    return store;
  };

  it('has after a restart what it had before', async () => {
    const first = open();
    await first.set('song', entryOf('Ode to Joy', clock.now()));
    await first.close();
    const second = open();
    expect(textOf(await second.get('song'))).toBe('Ode to Joy');
    expect([warnings, second.stats().setAside]).toEqual([[], 0]);
  });

  it('closes its files only when what is being removed is gone', async () => {
    const first = open();
    await Promise.all(Array.from({ length: 3_000 }, (_, i) => first.set(`song ${i}`, entryOf('x', clock.now()))));
    clock.advance(200_000);
    const removed = first.removeExpired();
    await new Promise((resolve) => setImmediate(resolve));
    await first.close();
    expect(await removed).toMatchObject({ entries: 3_000 });
    expect(await open().removeExpired()).toMatchObject({ entries: 0 });
  });

  it('lets a lease be given back when it is closed already', async () => {
    const store = open({ isShared: true });
    const lease = await store.lease?.('song', 30_000);
    await store.close();
    await expect(lease?.release()).rejects.toMatchObject({ code: 'STORE_CLOSED' });
  });

  it('does not clear files that are being closed', async () => {
    const store = open();
    await Promise.all(Array.from({ length: 2_000 }, (_, i) => store.set(`song ${i}`, entryOf('x', clock.now()))));
    const cleared = store.clear();
    await Promise.all([store.close(), expect(cleared).rejects.toMatchObject({ code: 'STORE_CLOSED' })]);
    expect((await contentOf(open())).size).toBe(2_000);
  });

  it('makes no file before it is used', async () => {
    const store = open({ path: join(folder.path, 'deep', 'songs') });
    await expect(stat(join(folder.path, 'deep'))).rejects.toThrow('ENOENT');
    expect(await store.get('song')).toBeUndefined();
    expect((await stat(join(folder.path, 'deep', 'songs', 'data.mdb'))).isFile()).toBe(true);
  });

  it('answers at once when it is open', async () => {
    const store = open();
    await store.set('song', entryOf('x', clock.now()));
    expect(store.get('song')).not.toBeInstanceOf(Promise);
  });

  it('may be opened twice in one process', async () => {
    const [one, other] = [open(), open({ path: `${folder.path}/.` })];
    await Promise.all([one.set('a', entryOf('A', clock.now())), other.set('b', entryOf('B', clock.now()))]);
    await one.close();
    expect(await contentOf(other)).toEqual(new Map(Object.entries({ a: 'A', b: 'B' })));
    const third = open();
    await other.close();
    expect(textOf(await third.get('a'))).toBe('A');
  });

  it('keeps what is set while it is being closed, or says that it did not', async () => {
    const store = open();
    await store.get('warm');
    const sets = Array.from({ length: 50 }, (_, i) => store.set(`song ${i}`, entryOf(`${i}`, clock.now())));
    const closing = store.close();
    const results = await Promise.allSettled(sets);
    await closing;
    const next = open();
    for (const [i, { status }] of results.entries()) {
      if (status === 'fulfilled') expect(textOf(await next.get(`song ${i}`))).toBe(`${i}`);
    }
  });

  it('lets go of what expires soonest when it holds more than it may', async () => {
    const maxBytes = 400_000;
    const store = open({ maxBytes });
    const bytes = new Uint8Array(10_000);
    for (let i = 0; i < 100; i++) {
      const expiresAt = clock.now() + 60_000 + i * 1_000;
      await store.set(`song ${i}`, entryOf('', clock.now(), { bytes, expiresAt }));
    }
    await store.set('last', entryOf('', clock.now(), { bytes, expiresAt: clock.now() + 3_600_000 }));
    await store.delete('none');
    expect(store.stats().usedBytes).toBeLessThanOrEqual(maxBytes);
    const kept = [...(await contentOf(store)).keys()];
    expect(kept).toContain('song 99');
    expect(kept).toContain('last');
    expect(kept).not.toContain('song 0');
    expect(kept.length).toBeGreaterThan(20);
  });

  it('rejects a value of 64 MiB within a millisecond, and nothing goes for it', async () => {
    const store = open({ maxBytes: 1_000_000 });
    await store.set('song', entryOf('x', clock.now()));
    const entry = entryOf('', clock.now(), { bytes: new Uint8Array(64 * 1_048_576) });
    const times: number[] = [];
    for (let i = 0; i < 9; i++) {
      const startedAt = performance.now();
      await expect(store.set('huge', entry)).rejects.toMatchObject({ code: 'ENTRY_TOO_LARGE' });
      times.push(performance.now() - startedAt);
    }
    expect(times.sort((a, b) => a - b)[4]).toBeLessThan(1);
    expect([...(await contentOf(store)).keys()]).toEqual(['song']);
  });

  it('takes values up to the limit', async () => {
    const store = open();
    const bytes = Uint8Array.from({ length: 1_048_570 }, (_, i) => i % 251);
    await store.set('song', entryOf('', clock.now(), { bytes }));
    expect(Buffer.compare((await store.get('song'))?.bytes ?? Buffer.alloc(0), bytes)).toBe(0);
    for await (const [, entry] of store.entries()) expect(Buffer.compare(entry.bytes, bytes)).toBe(0);
  });

  it('does not change what it has given out', async () => {
    const store = open();
    for (const key of ['a', 'b']) await store.set(key, entryOf(key.repeat(100), clock.now()));
    const a = await store.get('a');
    await store.set('a', entryOf('c'.repeat(100), clock.now()));
    await store.get('b');
    await store.get('a');
    expect(textOf(a)).toBe('a'.repeat(100));
  });

  it('removes many expired entries in steps, and says how many and how large they were', async () => {
    const store = open();
    const keys = Array.from({ length: 1_200 }, (_, i) => `song ${i}`.padEnd(10));
    await Promise.all(keys.map((key) => store.set(key, entryOf('12345', clock.now()))));
    await store.set('stays', entryOf('x', clock.now(), { expiresAt: clock.now() + 600_000 }));
    clock.advance(120_000);
    expect(await store.removeExpired()).toEqual({ entries: 1_200, bytes: 1_200 * 15 });
    expect([...(await contentOf(store)).keys()]).toEqual(['stays']);
  });

  it('goes through many entries while they change', async () => {
    const store = open();
    const keys = Array.from({ length: 1_500 }, (_, i) => `song ${i}`);
    await Promise.all(keys.map((key) => store.set(key, entryOf(key, clock.now()))));
    const seen = new Set<string>();
    for await (const [key] of store.entries()) {
      if (seen.size === 10) await store.delete('song 999');
      if (seen.size === 20) await store.set('song 1', entryOf('new', clock.now()));
      expect(seen.has(key)).toBe(false);
      seen.add(key);
    }
    expect(seen.size).toBeGreaterThanOrEqual(1_499);
  });

  it('tells 100,000 odd keys apart', async () => {
    const store = open({ maxEntryBytes: 1_048_576 });
    const parts = [
      '',
      'a',
      '\0',
      '\ud800',
      '\udc00',
      '🎵',
      'é',
      'e\u0301',
      '\uffff',
      '=',
      '#',
      ' ',
      '__proto__',
      '.',
      '\u200b',
    ];
    parts.push('x'.repeat(200));
    // All texts of five such parts, of which some are alike.
    const partOf = (i: number, place: number): string => parts[(i >> (4 * place)) & 15] ?? '';
    const texts = Array.from({ length: 16 ** 5 }, (_, i) => [0, 1, 2, 3, 4].map((place) => partOf(i, place)).join(''));
    const long = [499, 512, 513, 32_768].flatMap((length) => [...'aé\ud800🎵'].map((letter) => letter.repeat(length)));
    const odd = fc.sample(fc.string({ unit: 'binary', maxLength: 400 }), { numRuns: 1_000, seed: 8 });
    const keys = [...new Set([...odd, ...long, ...texts.filter((_, i) => i % 7 === 0)])].slice(0, 100_000);
    expect(keys).toHaveLength(100_000);
    const valueAt = (i: number): string => `value of ${i}`;
    for (let i = 0; i < keys.length; i += 5_000) {
      const some = keys.slice(i, i + 5_000);
      await Promise.all(some.map((key, j) => store.set(key, entryOf(valueAt(i + j), clock.now()))));
    }
    const expected = new Map(keys.map((key, i) => [key, valueAt(i)]));
    let wrong = 0;
    for (const [key, value] of expected) if (textOf(await store.get(key)) !== value) wrong++;
    expect(wrong).toBe(0);
    for await (const [key, entry] of store.entries()) {
      if (expected.get(key) !== textOf(entry)) wrong++;
      expected.delete(key);
    }
    expect([wrong, expected.size]).toEqual([0, 0]);
  }, 60_000);

  it('leases a key to one at a time, when it is shared', async () => {
    const [one, other] = [open({ isShared: true }), open({ isShared: true })];
    const taken = await Promise.all([one, other, one].map((store) => store.lease?.('song', 5_000)));
    const leases = taken.filter((lease) => lease !== undefined);
    expect(leases).toHaveLength(1);
    expect(await other.lease?.('another', 5_000)).toBeDefined();
    await leases[0]?.release();
    const next = await other.lease?.('song', 5_000);
    expect(next).toBeDefined();
    await leases[0]?.release();
    expect(await one.lease?.('song', 5_000)).toBeUndefined();
    clock.advance(5_000);
    expect(await one.lease?.('song', 5_000)).toBeDefined();
    await next?.release();
    expect(await other.lease?.('song', 5_000)).toBeUndefined();
    expect(open().lease).toBeUndefined();
  });

  it('keeps no lease that has ended, and lets go of none that has not', async () => {
    const store = open({ isShared: true });
    await store.lease?.('ended', 1_000);
    await store.lease?.('held', 60_000);
    clock.advance(1_000);
    await store.removeExpired();
    expect(await store.lease?.('held', 60_000)).toBeUndefined();
    expect(await store.lease?.('ended', 60_000)).toBeDefined();
    clock.advance(60_000);
    await store.removeExpired();
    await store.close();
    const root = openLmdb({ path: folder.path, noSubdir: false, encoding: 'binary', maxReaders: 512 });
    expect(root.openDB('leases', { encoding: 'binary', keyEncoding: 'binary' }).getKeysCount()).toBe(0);
    await root.close();
  });

  it('names the option that is wrong', () => {
    expect(() => new LmdbStore({ path: '' })).toThrow('LmdbStore: path must be');
    expect(() => new LmdbStore({ path: 'x', maxBytes: -1 })).toThrow('LmdbStore: maxBytes must be');
  });
});

describe('a MemoryStore before an LmdbStore', () => {
  itKeepsTheContract(async (clock) => {
    const folder = await temporaryFolder();
    const store = tiered(new MemoryStore({ clock }), new LmdbStore({ path: folder.path, clock }));
    return { store, dispose: folder.remove };
  });
});
