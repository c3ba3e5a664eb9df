import { describe, expect, it } from 'vitest';
import { cacheOf, ids, manualClock, playlist, track, tracks } from './fixtures.ts';

describe('time', () => {
  it('forgets a query and its tracks after ttlMs', () => {
    const clock = manualClock();
    const cache = cacheOf({ ttlMs: 10_000, now: clock.now });
    cache.putQuery('q', tracks('t', 2));
    clock.advance(9_999);
    expect(ids(cache.getQuery('q'))).toEqual(['t0', 't1']);
    clock.advance(1);
    expect([cache.getQuery('q'), cache.getTrack('t0'), cache.hasQuery('q')]).toEqual([undefined, undefined, false]);
    expect(cache.stats()).toMatchObject({ l1Queries: 0, expirations: 2 });
  });

  it('never serves a stream after a minute, nor the query that found it, whatever ttlMs is', () => {
    const clock = manualClock();
    const cache = cacheOf({ ttlMs: 3_600_000, now: clock.now });
    cache.putQuery('radio', [track('live', { isStream: true }), track('song')]);
    clock.advance(60_000);
    expect([cache.getQuery('radio'), cache.getTrack('live')]).toEqual([undefined, undefined]);
    expect(cache.getTrack('song')?.encoded).toBe('song');
  });

  it('counts a query that is younger than one of its tracks as found without it', () => {
    const clock = manualClock();
    const cache = cacheOf({ now: clock.now });
    cache.putQuery('q', [track('turns live'), track('other')]);
    cache.putTrack(track('turns live', { isStream: true }));
    clock.advance(60_000);
    expect(cache.hasQuery('q')).toBe(false);
    expect(cache.getQuery('q')).toBeUndefined();
    expect(cache.stats()).toMatchObject({ l1HitL2Miss: 1, l1Misses: 1, l1Queries: 0 });
  });

  it('does not draw, list or export what has expired', () => {
    const clock = manualClock();
    const cache = cacheOf({ now: clock.now, random: () => 0 });
    cache.putQuery('radio', [track('live', { isStream: true })]);
    cache.putTrack(track('song'));
    clock.advance(60_000);
    expect([...cache.entries()]).toEqual([]);
    expect(cache.exportData()).toEqual({ l1: {}, l2: { song: 'Title of song' } });
    expect(cache.randomTrack()?.encoded).toBe('song');
  });

  it('does not ask for the time while nothing can expire', () => {
    let asked = 0;
    const cache = cacheOf({ now: () => asked++ });
    cache.putQuery('q', tracks('t', 20));
    cache.getQuery('q');
    cache.getTrack('t0');
    expect(asked).toBe(0);
  });

  it('knows for a minute that a query finds nothing', () => {
    const clock = manualClock();
    const cache = cacheOf({ now: clock.now, normalize: (text) => text.toLowerCase() });
    expect(cache.putQuery('Nothing', [])).toBe(true);
    expect(cache.getQuery('NOTHING')).toEqual([]);
    clock.advance(60_000);
    expect(cache.getQuery('NOTHING')).toBeUndefined();
    expect(cache.stats()).toMatchObject({ negativeHits: 1, l1Misses: 1, l1Hits: 0, negativeQueries: 0 });
  });

  it('replaces an answer by nothing, and nothing by an answer', () => {
    const cache = cacheOf();
    cache.putQuery('q', tracks('t', 1));
    cache.putQuery('q', []);
    expect(cache.getQuery('q')).toEqual([]);
    cache.putQuery('q', tracks('t', 1));
    expect(ids(cache.getQuery('q'))).toEqual(['t0']);
    expect(cache.stats().negativeQueries).toBe(0);
  });

  it('brings an empty playlist back as a playlist', () => {
    const clock = manualClock();
    const cache = cacheOf({ now: clock.now });
    cache.putQuery('empty', playlist([]));
    expect(cache.getQuery('empty')).toEqual(playlist([]));
    clock.advance(60_000);
    expect(cache.getQuery('empty')).toBeUndefined();
  });
});

describe('bounds', () => {
  it('gives queries without a result a twentieth of the slots, and never the room of an answer', () => {
    const cache = cacheOf({ queryCapacity: 100 });
    for (let i = 0; i < 100; i += 1) cache.putQuery(`q${i}`, tracks(`q${i}:`, 1));
    for (let i = 0; i < 100; i += 1) cache.putQuery(`nothing ${i}`, []);
    expect(cache.stats()).toMatchObject({ l1Queries: 100, negativeQueries: 5 });
    expect(cache.putQuery('n'.repeat(4_000_000), [])).toBe(false);
  });

  it('refuses a result above a tenth of maxBytes, and stays below maxBytes with those it takes', () => {
    const cache = cacheOf({ maxBytes: 100_000 });
    expect(cache.putTrack(track('t', { title: 'x'.repeat(6_000) }))).toBe(false);
    expect(cache.putQuery('q', [track('t', { title: 'x'.repeat(6_000) })])).toBe(false);
    for (let i = 0; i < 200; i += 1) {
      expect(cache.putQuery(`q${i}`, tracks(`q${i}:`, 10))).toBe(true);
      expect(ids(cache.getQuery(`q${i}`))).toHaveLength(10);
      expect(cache.stats().bytes).toBeLessThanOrEqual(100_000);
    }
    expect(cache.stats().evictions.tracksByBytes).toBeGreaterThan(1_000);
  });

  it('evicts queries by bytes when their spellings are what is large', () => {
    const cache = cacheOf({ maxBytes: 1_000_000 });
    for (let i = 0; i < 100; i += 1) cache.putQuery(`${i}${'x'.repeat(10_000)}`, [track('same')]);
    expect(cache.stats().bytes).toBeLessThanOrEqual(1_000_000);
    expect(cache.stats().evictions.queriesByBytes).toBeGreaterThan(50);
    expect(cache.getTrack('same')).toBeDefined();
  });

  it('takes the word of sizeOf', () => {
    const cache = cacheOf({ maxBytes: 1_000, sizeOf: () => 101 });
    expect(cache.putTrack(track('t'))).toBe(false);
  });
});
