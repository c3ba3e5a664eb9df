import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TroubledStore } from './support/stores.ts';
import { cacheOf, settled } from './support/world.ts';

const OVERHEAD = 200;
const MAX_SIZE = 4;
const MAX_BYTES = 1_200;
const TTL_MS = 1_000;

interface Held {
  readonly bytes: number;
  readonly until: number;
}

const key = fc.constantFrom('a', 'b', 'c', 'd', 'é', '😀', '__proto__');
const step = fc.oneof(
  fc.record({ do: fc.constant('set' as const), key, length: fc.nat(700) }),
  fc.record({ do: fc.constant('get' as const), key }),
  fc.record({ do: fc.constant('delete' as const), key }),
  fc.record({ do: fc.constant('advance' as const), ms: fc.nat(600) }),
  fc.record({ do: fc.constant('cleanup' as const) }),
);

describe('the bounds', () => {
  it('hold after each of any steps, in memory and in the store, and what is there is what was put last', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { cache: unused, clock } = cacheOf();
        await unused.close();
        const store = new TroubledStore(clock);
        const bounds = { maxSize: MAX_SIZE, maxBytes: MAX_BYTES, maxEntryBytes: 600, ttlMs: TTL_MS };
        const { cache } = cacheOf({ ...bounds, store, clock });
        // From the one that goes next to the newest.
        const model = new Map<string, Held>();
        for (const step of steps) {
          if (step.do === 'advance') clock.advance(step.ms);
          if (step.do === 'cleanup') await cache.cleanup();
          if (step.do === 'delete') {
            await cache.delete(step.key);
            model.delete(step.key);
          }
          if (step.do === 'get') {
            const held = model.get(step.key);
            const isFresh = held !== undefined && clock.now() < held.until;
            expect((await cache.get(step.key)) !== undefined).toBe(isFresh);
            model.delete(step.key);
            if (isFresh) model.set(step.key, held);
          }
          if (step.do === 'set') {
            await cache.set(step.key, 'x'.repeat(step.length)).catch(() => undefined);
            model.delete(step.key);
            const bytes = Buffer.byteLength(step.key) + step.length + 2 + OVERHEAD;
            if (step.length + 2 > 600) continue;
            while (model.size >= MAX_SIZE || sum(model) + bytes > MAX_BYTES) model.delete([...model.keys()][0] ?? '');
            model.set(step.key, { bytes, until: clock.now() + TTL_MS });
          }
          await settled();
          const alive = [...model].filter(([, { until }]) => clock.now() < until).map(([key]) => key);
          expect(cache.exportData().entries.map(({ key }) => key)).toEqual(alive);
          expect(await store.keys()).toEqual(alive.toSorted());
          expect((await cache.stats()).bytes).toBeLessThanOrEqual(MAX_BYTES);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('count the failures that are remembered in a room of their own', async () => {
    const { cache } = cacheOf({ maxBytes: 20_000, classify: () => 'gone' });
    const gone = (): string => {
      throw new Error('gone');
    };
    for (let i = 0; i < 100; i++) await cache.getOrProcess(`${'x'.repeat(100)}${i}`, gone).catch(() => undefined);
    expect((await cache.stats()).negativeEntries).toBe(3);
  });
});

function sum(model: ReadonlyMap<string, Held>): number {
  return [...model.values()].reduce((bytes, held) => bytes + held.bytes, 0);
}

describe('a clock that is set back or forth by a day', () => {
  const DAY = 86_400_000;

  it.each([DAY, -DAY])('by %i ms makes nothing immortal', async (jump) => {
    const { clock, cache: unused } = cacheOf();
    await unused.close();
    let shift = 0;
    const jumping = { now: () => clock.now() + shift, after: clock.after.bind(clock), every: clock.every.bind(clock) };
    const store = new TroubledStore(jumping, true);
    const { cache } = cacheOf({ clock: jumping, store, ttlMs: 1_000, staleMs: 500 });
    await cache.set('song', 'x');
    await cache.set('other', 'x');
    shift = jump;
    expect((await cache.getOrProcess('other', () => 'made')).value).toBe('made');
    expect([await cache.get('song'), cache.peek('song'), await cache.has('song')]).toEqual([
      undefined,
      undefined,
      false,
    ]);
    expect((await cache.getOrProcess('song', () => 'made')).value).toBe('made');
  });

  it('by seconds changes nothing', async () => {
    const { clock, cache: unused } = cacheOf();
    await unused.close();
    let shift = 0;
    const jumping = { now: () => clock.now() + shift, after: clock.after.bind(clock), every: clock.every.bind(clock) };
    const { cache } = cacheOf({ clock: jumping });
    await cache.set('song', 'x');
    shift = -30_000;
    expect(await cache.get('song')).toBe('x');
  });
});

describe('cleaning up', () => {
  it('removes what has expired from memory and store, and says how much', async () => {
    const { clock, cache: unused } = cacheOf();
    await unused.close();
    const store = new TroubledStore(clock);
    const { cache } = cacheOf({ clock, store, sweepIntervalMs: 0 });
    await cache.set('old', 'x', { ttlMs: 1_000 });
    await cache.set('new', 'x');
    clock.advance(1_000);
    expect(await cache.cleanup()).toEqual({ entries: 1, bytes: 6 });
    expect([cache.size, await store.keys()]).toEqual([1, ['new']]);
    expect(await cache.stats()).toMatchObject({ expirations: 1 });
    expect(await cache.cleanup()).toEqual({ entries: 0, bytes: 0 });
  });

  it('happens by itself while there is something, and costs no timer while there is not', async () => {
    const { cache, clock } = cacheOf({ ttlMs: 1_000, sweepIntervalMs: 600_000 });
    expect(clock.pending).toBe(0);
    await cache.set('song', 'x');
    clock.advance(600_000);
    await settled();
    expect([cache.size, clock.pending]).toEqual([0, 0]);
  });
});
