import { ManualClock, seededRandom } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { MemoryStore, SmartCache } from '../../src/index.ts';
import { TroubledStore } from './support/stores.ts';
import { cacheOf } from './support/world.ts';

const failing = (): never => {
  throw new Error('It is private.');
};

describe('what somebody who looks after a cache needs', () => {
  it('tells of every entry, also of one too old to be given out, and moves none', async () => {
    const { cache, clock } = cacheOf({ ttlMs: 1_000, staleIfErrorMs: 10_000 });
    await cache.set('a', 'A');
    await cache.set('b', 'B');
    clock.advance(5_000);
    expect(cache.peek('a')).toBeUndefined();
    expect(cache.entries().map(({ key, value, accessCount }) => [key, value, accessCount])).toEqual([
      ['a', 'A', 0],
      ['b', 'B', 0],
    ]);
    expect(cache.peekInfo('a')?.value).toBe('A');
    expect((await cache.inspect('a'))?.value).toBe('A');
    expect(cache.entries().map(({ key }) => key)).toEqual(['a', 'b']);
    clock.advance(6_000);
    expect(cache.entries()).toEqual([]);
  });

  it('forgets a failure without what was there before, so that the key is tried again', async () => {
    const { cache, clock } = cacheOf({ ttlMs: 1_000, staleIfErrorMs: 60_000, classify: () => 'gone' });
    await cache.set('a', 'A');
    clock.advance(2_000);
    expect((await cache.getOrProcess('a', failing)).value).toBe('A');
    expect(cache.failures()).toMatchObject([{ key: 'a', failureClass: 'gone', message: 'It is private.' }]);
    expect(cache.forgetFailure('a')).toBe(true);
    expect(cache.forgetFailure('a')).toBe(false);
    expect(cache.failures()).toEqual([]);
    expect(cache.peekInfo('a')?.value).toBe('A');
    expect(await cache.getOrProcess('a', () => 'anew')).toMatchObject({ value: 'anew', wasCached: false });
  });

  it('counts what a clean-up would remove as the clean-up does, and removes nothing', async () => {
    const clock = new ManualClock();
    const cache = new SmartCache({ clock, ttlJitter: 0, store: new MemoryStore({ clock }) });
    await cache.set('a', 'A', { ttlMs: 1_000 });
    await cache.set('b', 'B', { ttlMs: 10_000 });
    clock.advance(2_000);
    const would = await cache.cleanup({ isDryRun: true });
    expect([would.entries, cache.size]).toEqual([1, 2]);
    expect(await cache.cleanup()).toEqual(would);
    expect(cache.size).toBe(1);
    expect(await cache.cleanup({ isDryRun: true })).toEqual({ entries: 0, bytes: 0 });
  });

  it('counts what memory and a shared store hold once', async () => {
    const clock = new ManualClock();
    const store = new TroubledStore(clock, true);
    const cache = new SmartCache({ clock, store, maxSize: 1, onWarning: () => undefined });
    await cache.set('a', 'A');
    await cache.set('b', 'B');
    expect(cache.size).toBe(1);
    expect(await cache.content()).toEqual({ entries: 2, bytes: 8 });
    store.reads = 'fails';
    await expect(cache.content()).rejects.toThrow('gone');
  });

  it('tells its bounds, and whether its store does what it is asked for', async () => {
    const clock = new ManualClock();
    const store = new TroubledStore(clock);
    const cache = new SmartCache({ clock, store, maxSize: 7, maxBytes: 70_000, onWarning: () => undefined });
    expect(cache.bounds).toEqual({ maxSize: 7, maxBytes: 70_000 });
    await cache.set('a', 'A');
    expect(cache.store).toEqual({ name: 'troubled', isFailing: false });
    store.writes = 'fails';
    await expect(cache.set('b', 'B')).rejects.toThrow();
    expect(cache.store).toEqual({ name: 'troubled', isFailing: true });
    expect(new SmartCache().store).toBeUndefined();
  });
});

describe('the most popular keys', () => {
  it('are the same few, in the same order, however many are asked for', async () => {
    const { cache } = cacheOf({ maxSize: 1_000 });
    const random = seededRandom(7);
    // Many are asked for equally often: those come in the order they were asked for.
    for (let i = 0; i < 4_000; i++) await cache.get(`song ${Math.floor(random() ** 3 * 800)}`);
    const all = cache.popular(10_000);
    expect(all.length).toBeGreaterThan(400);
    expect(all).toEqual(all.toSorted((a, b) => b.score - a.score));
    for (const count of [0, 1, 2, 7, 100, all.length]) expect(cache.popular(count)).toEqual(all.slice(0, count));
  });
});

describe('a forced warming', () => {
  it('makes what has time left and what is known to fail, keeps the old until then, and counts no misses', async () => {
    const { cache } = cacheOf({ classify: () => 'gone' });
    await cache.set('fresh', 'old');
    await cache.getOrProcess('gone', failing).catch(() => undefined);
    const before = await cache.stats();
    const seen: unknown[] = [];
    const make = (key: string): string => {
      seen.push(cache.peek(key));
      return 'new';
    };
    expect(await cache.warm(['fresh', 'gone'], make)).toMatchObject({ warmed: 0, skipped: 2 });
    expect(await cache.warm(['fresh', 'gone'], make, { isForced: true })).toMatchObject({ warmed: 2, skipped: 0 });
    expect(seen).toEqual(['old', undefined]);
    expect([cache.peek('fresh'), cache.peek('gone'), cache.failures()]).toEqual(['new', 'new', []]);
    const after = await cache.stats();
    expect([after.hits, after.misses]).toEqual([before.hits, before.misses]);
  });

  it('leaves what was there when it cannot be made anew', async () => {
    const { cache } = cacheOf();
    await cache.set('a', 'A');
    expect(await cache.warm(['a'], failing, { isForced: true })).toMatchObject({ failed: [{ key: 'a' }] });
    expect(cache.peek('a')).toBe('A');
  });
});
