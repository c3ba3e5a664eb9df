import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, it } from 'vitest';
import { cacheOf, track, tracks } from './fixtures.ts';

describe('the diagnostics channels', () => {
  it('tell of hits, misses and evictions while somebody listens', () => {
    const heard: unknown[] = [];
    const listen = (message: unknown, name: string | symbol): void => {
      heard.push([name, message]);
    };
    const names = ['reprise:cache:hit', 'reprise:cache:miss', 'reprise:cache:evict'];
    for (const name of names) subscribe(name, listen);
    const cache = cacheOf({ queryCapacity: 1 });
    cache.putQuery('a', tracks('a', 1));
    cache.putQuery('b', [track('b')]);
    cache.getQuery('a');
    cache.getQuery('b');
    cache.putQuery('c', []);
    cache.getQuery('c');
    cache.getTrack('b');
    for (const name of names) unsubscribe(name, listen);
    cache.getQuery('b');

    expect(heard).toEqual([
      ['reprise:cache:evict', { tier: 'l1', key: 'a', cause: 'queriesByCapacity' }],
      ['reprise:cache:miss', { tier: 'l1', key: 'a' }],
      ['reprise:cache:hit', { tier: 'l1', key: 'b' }],
      ['reprise:cache:hit', { tier: 'negative', key: 'c' }],
      ['reprise:cache:hit', { tier: 'l2', key: 'b' }],
    ]);
  });
});
