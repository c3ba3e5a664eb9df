import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { cacheOf, tracks } from './fixtures.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');

/** Bytes on the heap that something still refers to. */
function heapUsed(): number {
  if (typeof collectGarbage === 'function') collectGarbage();
  return process.memoryUsage().heapUsed;
}

describe('memory', () => {
  it('does not grow with what passes through a full cache', () => {
    const cache = cacheOf({ trackCapacity: 2_000, queryCapacity: 200, normalize: (text) => text.toLowerCase() });
    const pass = (from: number): void => {
      for (let i = from; i < from + 4_000; i += 1) {
        cache.putQuery(`Query ${i}`, tracks(`${i}:`, 20));
        cache.getQuery(`QUERY ${i}`);
        cache.getQuery(`query ${i - 10}`);
      }
    };
    pass(0);
    const before = heapUsed();
    pass(4_000);
    expect(heapUsed() - before).toBeLessThan(1_000_000);
  });

  it('is no more than the cache says it is', () => {
    const before = heapUsed();
    const cache = cacheOf({ trackCapacity: 20_000, queryCapacity: 1_000 });
    for (let i = 0; i < 1_000; i += 1) cache.putQuery(`query ${i}`, tracks(`${i}:`, 20));
    const used = heapUsed() - before;
    expect(used).toBeLessThan(cache.stats().bytes * 1.3);
  });
});
