import { describe, expect, it } from 'vitest';
import { HyperCache } from '../../src/hyper/hyper-cache.ts';
import { cacheOf, ids, playlist, track, tracks } from './fixtures.ts';

describe('HyperCache', () => {
  it('answers a query with the tracks it was given, and an unknown one with undefined', () => {
    const cache = cacheOf();
    expect(cache.putQuery('ode to joy', tracks('joy', 3))).toBe(true);
    expect(cache.getQuery('ode to joy')).toEqual(tracks('joy', 3));
    expect(cache.getQuery('ode to woe')).toBeUndefined();
    expect(cache.stats()).toMatchObject({ l1Queries: 1, l2Tracks: 3, l1Hits: 1, l1Misses: 1 });
  });

  it('finds each track of a result by its id and by its URI', () => {
    const cache = cacheOf({ normalize: (text) => text.replace(/\?.*/, '') });
    cache.putQuery('joy', [track('joy', { uri: 'https://example.org/joy?utm_source=x' })]);
    expect(cache.getTrack('joy')?.encoded).toBe('joy');
    expect(cache.getTrackByUri('https://example.org/joy')?.encoded).toBe('joy');
    expect(cache.getTrackByUri('https://example.org/joy?si=1')?.encoded).toBe('joy');
    expect(cache.getTrackByUri('https://example.org/')).toBeUndefined();
    expect(cache.stats()).toMatchObject({ l2Hits: 3, l2Misses: 1 });
  });

  it('forgets the old URI of a track that got another one', () => {
    const cache = cacheOf();
    cache.putTrack(track('a', { uri: 'x:old' }));
    cache.putTrack(track('a', { uri: 'x:new' }));
    expect([cache.getTrackByUri('x:old'), cache.getTrackByUri('x:new')?.encoded]).toEqual([undefined, 'a']);
  });

  it('keeps one slot for all spellings of a query, and looks a known spelling up without normalising it', () => {
    let calls = 0;
    const normalize = (text: string): string => {
      calls += 1;
      return text.trim().toLowerCase();
    };
    const cache = cacheOf({ normalize, queryCapacity: 1 });
    cache.putQuery('Song', tracks('s', 1));
    for (const spelling of ['SONG', ' song', 'sOng', 'song ', 'soNg', 'sonG'])
      expect(cache.getQuery(spelling)).toBeDefined();
    expect(cache.stats()).toMatchObject({ l1Queries: 1, l1Hits: 6 });

    calls = 0;
    for (const spelling of ['song', 'sonG', 'soNg', 'song ', 'sOng']) cache.getQuery(spelling);
    expect(calls).toBe(0);
    cache.getQuery('SONG');
    expect(calls).toBe(1);
  });

  it('keeps the spellings of a query whose answer is replaced, and drops them with it', () => {
    const cache = cacheOf({ normalize: (text) => text.toLowerCase() });
    cache.putQuery('song', tracks('old', 1));
    cache.getQuery('SONG');
    cache.putQuery('song', tracks('new', 1));
    expect(ids(cache.getQuery('SONG'))).toEqual(['new0']);
    expect(cache.deleteQuery('SONG')).toBe(true);
    expect([cache.getQuery('SONG'), cache.getQuery('song')]).toEqual([undefined, undefined]);
  });

  it('leaves doubles out, and keeps the selected track of a playlist selected', () => {
    const cache = cacheOf();
    const [a, b] = [track('a'), track('b')];
    cache.putQuery('list', playlist([a, a, b], 2));
    expect(cache.getQuery('list')).toMatchObject({ selectedTrack: 1, tracks: [a, b] });
  });

  it('refuses more tracks than a quarter of its capacity, and flushes nothing for them', () => {
    const cache = cacheOf({ trackCapacity: 100 });
    cache.putQuery('small', tracks('s', 25));
    const before = cache.stats().bytes;
    expect(cache.putQuery('large', tracks('l', 26))).toBe(false);
    expect(cache.stats()).toMatchObject({ l1Queries: 1, l2Tracks: 25, refused: 1, bytes: before });
  });

  it('drops what it knew of a query when the new answer is too large to keep', () => {
    const cache = cacheOf({ trackCapacity: 8 });
    cache.putQuery('q', tracks('s', 2));
    expect(cache.putQuery('q', tracks('l', 3))).toBe(false);
    expect(cache.getQuery('q')).toBeUndefined();
  });

  it('can read back what it just stored when every other track was used more often', () => {
    const cache = cacheOf({ trackCapacity: 100, decayThreshold: 1_000_000 });
    for (const name of ['a', 'b', 'c', 'd', 'e']) cache.putQuery(name, tracks(name, 20));
    for (let use = 0; use < 50; use += 1) for (const name of ['a', 'b', 'c', 'd', 'e']) cache.getQuery(name);
    for (let i = 0; i < 30; i += 1) {
      cache.putQuery(`new ${i}`, tracks(`new ${i}:`, 25));
      expect(ids(cache.getQuery(`new ${i}`))).toHaveLength(25);
    }
  });

  it('evicts the tracks first that no query refers to, among those used equally often', () => {
    const cache = cacheOf({ trackCapacity: 20, queryCapacity: 2, decayThreshold: 1_000_000 });
    for (const name of ['a', 'b', 'c']) cache.putQuery(name, tracks(name, 5));
    expect(cache.getQuery('a')).toBeUndefined();
    for (const other of tracks('other', 10)) {
      cache.putTrack(other);
      cache.getTrack(other.encoded);
    }
    expect([cache.hasQuery('b'), cache.hasQuery('c')]).toEqual([true, true]);
    expect(tracks('a', 5).some(({ encoded }) => cache.getTrack(encoded) !== undefined)).toBe(false);
  });

  it('drops a query as a whole when it loses a track, and keeps its other tracks', () => {
    const cache = cacheOf();
    cache.putQuery('q', tracks('t', 3));
    expect(cache.deleteTrack('t1')).toBe(true);
    expect(cache.deleteTrack('t1')).toBe(false);
    expect([cache.getQuery('q'), cache.getTrack('t1'), cache.getTrack('t2')?.encoded]).toEqual([
      undefined,
      undefined,
      't2',
    ]);
    expect(cache.stats().evictions.queriesByTrack).toBe(1);
  });

  it('keeps the most used tracks with their counts, and the queries they answer, when it shrinks', () => {
    const cache = cacheOf({ trackCapacity: 1_000, queryCapacity: 50 });
    for (let i = 0; i < 50; i += 1) cache.putQuery(`q${i}`, tracks(`q${i}:`, 20));
    for (let use = 0; use < 10; use += 1) for (const q of ['q3', 'q4', 'q5']) cache.getQuery(q);
    cache.resize({ queryCapacity: 10, trackCapacity: 80 });
    expect(['q3', 'q4', 'q5'].map((q) => cache.hasQuery(q))).toEqual([true, true, true]);
    expect(cache.stats().l2Tracks).toBe(80);
  });

  it('draws every track as often as any other', () => {
    let draw = 0;
    const cache = cacheOf({ random: () => (draw++ % 1_000) / 1_000 });
    expect(cache.randomTrack()).toBeUndefined();
    cache.putQuery('q', tracks('t', 10));
    cache.deleteTrack('t4');
    cache.putTrack(track('u'));
    const times = new Map<string, number>();
    for (let i = 0; i < 1_000; i += 1) {
      const id = cache.randomTrack()?.encoded ?? '';
      times.set(id, (times.get(id) ?? 0) + 1);
    }
    expect([...times.values()]).toEqual(Array.from({ length: 10 }, () => 100));
  });

  it('exports queries with ids and ids with titles, under any key', () => {
    const cache = cacheOf();
    const odd = ['__proto__', 'constructor', '\0', '🎵', '', 'x'.repeat(65_536)];
    for (const key of odd) expect(cache.putQuery(key, [track(key)])).toBe(true);
    const { l1, l2 } = cache.exportData();
    expect(Object.keys(l1).sort()).toEqual([...odd].sort());
    expect(Object.entries(l1).every(([key, [id]]) => key === id)).toBe(true);
    expect(Object.keys(l2).sort()).toEqual([...odd].sort());
    expect(cache.entries().get('__proto__')).toEqual(['Title of __proto__']);
  });

  it('stores nothing with a capacity of 0', () => {
    for (const options of [{ queryCapacity: 0 }, { trackCapacity: 0 }]) {
      const cache = cacheOf(options);
      expect(cache.putQuery('q', tracks('t', 1))).toBe(false);
      expect(cache.stats()).toMatchObject({ l1Queries: 0, l2Tracks: 0, bytes: 0 });
    }
    expect(cacheOf({ trackCapacity: 0 }).putTrack(track('t'))).toBe(false);
  });

  it('is empty after it was cleared or disposed of', () => {
    const kept = cacheOf();
    {
      using cache = kept;
      cache.putQuery('q', tracks('t', 3));
      cache.putQuery('nothing', []);
    }
    expect(kept.stats()).toMatchObject({ l1Queries: 0, l2Tracks: 0, negativeQueries: 0, bytes: 0 });
    expect(kept.putQuery('q', tracks('t', 3))).toBe(true);
  });

  it('refuses options that are wrong, naming the option and the value', () => {
    const make = (wrong: object) => () => new HyperCache(wrong);
    expect(make({ queryCapacity: -1 })).toThrow(/HyperCache: queryCapacity.*-1/);
    expect(make({ trackCapacity: '9' })).toThrow(TypeError);
    expect(make({ decayFactor: 1.5 })).toThrow(/decayFactor.*1\.5/);
    expect(make({ decayThreshold: 0 })).toThrow(RangeError);
    expect(make({ maxBytes: Number.NaN })).toThrow(/maxBytes.*NaN/);
    expect(make({ ttlMs: 0 })).toThrow(/ttlMs.*0/);
    expect(make({ normalize: 'lower' })).toThrow(/normalize.*lower/);
    expect(make({ track_capacity: 5 })).toThrow(/track_capacity/);
    expect(() => cacheOf().resize(Object.assign({ trackCapacity: 5 }, { capacity: 3 }))).toThrow(/capacity/);
  });
});
