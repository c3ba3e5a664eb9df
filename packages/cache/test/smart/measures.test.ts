import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { describe, expect, it } from 'vitest';
import { HitRates } from '../../src/smart/hit-rates.ts';
import { Latencies } from '../../src/smart/latencies.ts';
import { Popularity } from '../../src/smart/popularity.ts';
import { TroubledStore } from './support/stores.ts';
import { cacheOf } from './support/world.ts';

const DAY = 86_400_000;

describe('popular', () => {
  it('counts every request, hits included, and forgets by half each half-life', async () => {
    const { cache, clock } = cacheOf({ popularityHalfLifeMs: DAY });
    for (let i = 0; i < 8; i++) await cache.getOrProcess('old hit', () => 'x');
    clock.advance(DAY);
    for (let i = 0; i < 5; i++) await cache.getOrProcess('new hit', () => 'x');
    expect(cache.popular(2)).toEqual([
      { key: 'new hit', score: expect.closeTo(5, 2) },
      { key: 'old hit', score: expect.closeTo(4, 2) },
    ]);
    expect(cache.popular(1)).toHaveLength(1);
  });

  it('goes on through years, and holds no more keys than it may', () => {
    const popularity = new Popularity(1_000, 100, 0);
    for (let day = 0; day < 2_000; day++) popularity.note(`song ${day}`, day * 10_000);
    popularity.note('song 1999', 1_999 * 10_000);
    expect(popularity.size).toBeLessThanOrEqual(100);
    expect(popularity.top(1, 1_999 * 10_000)).toEqual([{ key: 'song 1999', score: expect.closeTo(2, 2) }]);
  });
});

describe('hit rates', () => {
  it('are of the last hour and of the last day, and undefined while nothing was asked for', () => {
    const rates = new HitRates();
    expect([rates.lastHour(0), rates.lastDay(0)]).toEqual([undefined, undefined]);
    rates.miss(0);
    rates.hit(2 * 3_600_000);
    expect([rates.lastHour(2 * 3_600_000), rates.lastDay(2 * 3_600_000)]).toEqual([1, 0.5]);
    expect(rates.lastDay(DAY + 3_600_000)).toBe(1);
    expect(rates.lastDay(2 * DAY)).toBe(undefined);
  });
});

describe('latencies', () => {
  it('are percentiles of the last durations', () => {
    const latencies = new Latencies();
    expect(latencies.percentile(0.5)).toBeUndefined();
    for (let ms = 1; ms <= 100; ms++) latencies.add(ms);
    expect([latencies.percentile(0.5), latencies.percentile(0.95)]).toEqual([50, 95]);
    for (let i = 0; i < 1_024; i++) latencies.add(7);
    expect(latencies.percentile(0.95)).toBe(7);
  });
});

describe('stats', () => {
  it('say nothing that was not measured', async () => {
    const { cache } = cacheOf();
    const none = { p50Ms: undefined, p95Ms: undefined };
    expect(await cache.stats()).toMatchObject({
      hitRate: { lastHour: undefined, lastDay: undefined, lifetime: undefined },
      latency: { hit: none, miss: none },
      timeSavedMs: 0,
      diskBytes: undefined,
    });
  });

  it('measure what was saved: what it took to make the value, less what the hit took', async () => {
    const { cache, clock } = cacheOf();
    const make = (): string => {
      clock.advance(15_000);
      return 'x';
    };
    for (let i = 0; i < 3; i++) await cache.getOrProcess('song', make);
    expect(await cache.stats()).toMatchObject({
      hits: 2,
      misses: 1,
      timeSavedMs: 30_000,
      latency: { hit: { p50Ms: 0, p95Ms: 0 }, miss: { p50Ms: 15_000, p95Ms: 15_000 } },
    });
  });

  it('tell the bytes of the store', async () => {
    const { cache: unused, clock } = cacheOf();
    await unused.close();
    const store = new TroubledStore(clock);
    const { cache } = cacheOf({ clock, store });
    await cache.set('song', 'x');
    expect((await cache.stats()).diskBytes).toBeGreaterThan(0);
  });
});

describe('exportData', () => {
  it('is plain data of all that is known', async () => {
    const { cache, clock } = cacheOf({ classify: () => 'gone' });
    await cache.getOrProcess('song', () => 'x');
    await cache
      .getOrProcess('gone', () => {
        throw new Error('removed');
      })
      .catch(() => undefined);
    const data = cache.exportData();
    expect(JSON.parse(JSON.stringify(data))).toEqual(data);
    expect(data).toMatchObject({
      entries: [
        { key: 'song', value: 'x', storedAt: clock.now(), freshUntil: clock.now() + 7_200_000, accessCount: 0 },
      ],
      failures: [{ key: 'gone', failureClass: 'gone', message: 'removed' }],
      counts: { misses: 2, loads: 1, loadFailures: 1 },
    });
    expect(data.popular.map(({ key }) => key)).toEqual(['song', 'gone']);
    clock.advance(24 * 3_600_000);
    expect(cache.exportData().failures).toEqual([]);
  });
});

describe('the channels of node:diagnostics_channel', () => {
  it('tell of hits, misses and evictions', async () => {
    const told: string[] = [];
    const names = ['hit', 'miss', 'evict'].map((name) => `reprise:smart-cache:${name}`);
    const listen = (message: unknown, name: string | symbol): number => told.push(`${String(name)} ${keyOf(message)}`);
    for (const name of names) subscribe(name, listen);
    const { cache } = cacheOf({ maxSize: 1 });
    await cache.getOrProcess('a', () => 'x');
    await cache.getOrProcess('a', () => 'x');
    await cache.set('b', 'x');
    for (const name of names) unsubscribe(name, listen);
    expect(told).toEqual(['reprise:smart-cache:miss a', 'reprise:smart-cache:hit a', 'reprise:smart-cache:evict a']);
  });
});

function keyOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null && 'key' in message ? message.key : undefined;
}
