import { describe, expect, it } from 'vitest';
import { LfuDecaySettings } from '../../src/policy/lfu-decay-options.ts';
import { LfuDecayPolicy } from '../../src/policy/lfu-decay-policy.ts';
import { cacheOf, ids, playlist, track, tracks } from './fixtures.ts';

/** Faults found in an older cache of the same design. None of them may come back here. */
describe('faults that must not come back', () => {
  it('evicting does not look at all entries, and a decay does not visit them', () => {
    const settings = new LfuDecaySettings('test', { capacity: 100_000, decayThreshold: 1_000 });
    const policy = new LfuDecayPolicy(settings, { evicted: () => {}, forgotten: () => {} });
    const slots = Array.from({ length: 100_000 }, () => policy.insert());
    for (const slot of slots) policy.touch(slot);
    const before = policy.steps;
    for (let hit = 0; hit < 1_000; hit += 1) policy.touch(slots[hit] ?? 0);
    for (let i = 0; i < 100; i += 1) policy.insert();
    expect(policy.decays).toBe(101);
    expect(policy.steps - before).toBeLessThan(3_000);
  });

  it('no query takes a slot that cannot be answered', () => {
    const cache = cacheOf();
    for (let i = 0; i < 100; i += 1) cache.putQuery(`q${i}`, tracks(`q${i}:`, 20));
    const { l1Queries } = cache.stats();
    const readable = Array.from({ length: 100 }, (_, i) => cache.hasQuery(`q${i}`)).filter(Boolean);
    expect(readable).toHaveLength(l1Queries);
    expect(l1Queries).toBe(50);
  });

  it('twenty new queries are all readable when every resident was used twice, with a threshold of 5000', () => {
    const cache = cacheOf({ decayThreshold: 5_000 });
    for (let i = 0; i < 50; i += 1) cache.putQuery(`old ${i}`, tracks(`old ${i}:`, 20));
    for (let i = 0; i < 50; i += 1) cache.getQuery(`old ${i}`);
    for (let i = 0; i < 20; i += 1) {
      cache.putQuery(`new ${i}`, tracks(`new ${i}:`, 20));
      expect(ids(cache.getQuery(`new ${i}`))).toHaveLength(20);
    }
  });

  it('a playlist larger than the cache flushes nothing', () => {
    const cache = cacheOf();
    cache.putQuery('q', tracks('t', 20));
    expect(cache.putQuery('list', playlist(tracks('list', 1_001)))).toBe(false);
    expect(ids(cache.getQuery('q'))).toHaveLength(20);
  });

  it('a playlist comes back as the playlist it was, every time', () => {
    const cache = cacheOf();
    cache.putQuery('list', playlist(tracks('list', 3), 1));
    expect(cache.getQuery('list')).toEqual(playlist(tracks('list', 3), 1));
    expect(cache.getQuery('list')).toEqual(playlist(tracks('list', 3), 1));
  });

  it('what one caller does to its answer is not seen by another', () => {
    const cache = cacheOf();
    cache.putQuery('q', tracks('t', 3));
    const first = cache.getQuery('q');
    if (Array.isArray(first)) first.length = 0;
    expect(ids(cache.getQuery('q'))).toHaveLength(3);

    const given = playlist(tracks('list', 3));
    cache.putQuery('list', given);
    Object.assign(given.pluginInfo, { type: 'changed' });
    const answer = cache.getQuery('list');
    expect(answer).toMatchObject({ pluginInfo: { type: 'album' } });
    const info = answer !== undefined && 'pluginInfo' in answer ? answer.pluginInfo : {};
    expect(() => Object.assign(info, { type: 'changed' })).toThrow(TypeError);
  });

  it('an empty answer is remembered, hits and misses are counted, and a track that failed can be forgotten', () => {
    const cache = cacheOf();
    cache.putQuery('nothing', []);
    expect(cache.getQuery('nothing')).toEqual([]);
    cache.putQuery('q', [track('fails')]);
    cache.getQuery('q');
    cache.deleteTrack('fails');
    expect(cache.getQuery('q')).toBeUndefined();
    expect(cache.stats()).toMatchObject({ l1Hits: 1, negativeHits: 1, l1Misses: 1 });
  });

  it('spellings that are equal share one entry', () => {
    const cache = cacheOf({
      normalize: (text) =>
        text
          .trim()
          .toLowerCase()
          .replace(/^dzsearch:/, ''),
    });
    cache.putQuery('Same', tracks('t', 1));
    for (const spelling of ['same', 'same ', 'SAME', 'dzsearch:same']) expect(cache.getQuery(spelling)).toBeDefined();
    expect(cache.stats().l1Queries).toBe(1);
  });

  it('looking at the entries counts neither as a use nor as a hit', () => {
    const cache = cacheOf();
    cache.putQuery('q', tracks('t', 3));
    const before = [cache.snapshot(), cache.stats()];
    cache.entries();
    cache.exportData();
    expect([cache.snapshot(), cache.stats()]).toEqual(before);
  });

  it('resizing and clearing leave no count wrong, and no capacity is exceeded', () => {
    const cache = cacheOf({ trackCapacity: 8, decayThreshold: 1_000_000 });
    cache.putQuery('q', tracks('t', 2));
    for (let use = 0; use < 52; use += 1) cache.getQuery('q');
    cache.resize({ trackCapacity: 100 });
    for (let i = 0; i < 300; i += 1) cache.putQuery(`other ${i}`, tracks(`other ${i}:`, 20));
    expect(cache.hasQuery('q')).toBe(true);
    cache.clear();
    cache.resize({ trackCapacity: 3 });
    for (let i = 0; i < 6; i += 1) cache.putTrack(track(`t${i}`));
    expect(cache.stats().l2Tracks).toBe(3);
    expect(cacheOf({ trackCapacity: 0 }).putTrack(track('t'))).toBe(false);
    expect(() => cacheOf(Object.assign({ queryCapacity: 3 }, { capacity: 3 }))).toThrow(/capacity/);
  });
});
