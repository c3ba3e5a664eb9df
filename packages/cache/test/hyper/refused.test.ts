import { describe, expect, it } from 'vitest';
import { HyperCache } from '../../src/hyper/hyper-cache.ts';
import { cacheOf, ids, manualClock, track, tracks } from './fixtures.ts';

describe('a result that is not stored', () => {
  it('leaves everything as it was, its known tracks and the remembered keys included', () => {
    const cache = cacheOf({ trackCapacity: 40 });
    for (let i = 0; i < 8; i += 1) cache.putQuery(`query ${i}`, tracks(`${i}:`, 8));
    const before = cache.snapshot();
    const mixed = [...tracks('0:', 8), ...tracks('7:', 8), ...tracks('new ', 8)];
    expect(cache.putQuery('too large', mixed)).toBe(false);
    expect(cache.snapshot()).toEqual(before);
    expect(cache.stats().refused).toBe(1);
  });

  it('leaves nothing behind when measuring it fails half way', () => {
    const sizeOf = ({ encoded }: { readonly encoded: string }): number => {
      if (encoded === 'bad') throw new Error('This one cannot be measured.');
      return 100;
    };
    const cache = new HyperCache({ trackCapacity: 40, sizeOf, now: manualClock().now });
    cache.putQuery('good', tracks('good ', 3));
    const before = cache.snapshot();
    expect(() => cache.putQuery('broken', [track('fine'), track('bad')])).toThrow(/cannot be measured/);
    expect(cache.snapshot()).toEqual(before);
    expect(cache.putTrack(track('fine'))).toBe(true);
    expect([cache.getTrack('fine')?.encoded, cache.stats().l2Tracks]).toEqual(['fine', 4]);
  });

  it('is one without doubles: a list that fits without them is stored', () => {
    const cache = cacheOf({ trackCapacity: 40 });
    const list = tracks('t', 10);
    expect(cache.putQuery('doubles', [...list, ...list])).toBe(true);
    const found = cache.getQuery('doubles');
    expect(ids(found)).toEqual(list.map(({ encoded }) => encoded));
  });
});
