import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HyperCache } from '../../src/hyper/hyper-cache.ts';
import { cacheOf, ids, manualClock, playlist, track } from './fixtures.ts';

const spelling = fc.constantFrom('a', 'A', 'b', 'B', 'c', 'd', 'e', 'f', '__proto__', 'x'.repeat(3_000));
const id = fc.nat(60).map((n) => `t${n}`);
const result = fc.array(id, { maxLength: 12 });

/** Something to do, and what must hold right after it. */
type Action = (cache: HyperCache, known: Map<string, string[]>) => void;

const normalize = (text: string): string => text.toLowerCase();

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(spelling, result, fc.boolean()).map(([query, list, isList]) => put(query, list, isList)),
  },
  { weight: 4, arbitrary: spelling.map((query) => read(query)) },
  {
    weight: 1,
    arbitrary: id.map(
      (one): Action =>
        (cache) =>
          void (cache.putTrack(track(one)) && expect(cache.getTrack(one)).toBeDefined()),
    ),
  },
  {
    weight: 1,
    arbitrary: id.map(
      (one): Action =>
        (cache) =>
          void cache.getTrack(one),
    ),
  },
  {
    weight: 1,
    arbitrary: id.map(
      (one): Action =>
        (cache) =>
          void cache.deleteTrack(one),
    ),
  },
  {
    weight: 1,
    arbitrary: spelling.map(
      (query): Action =>
        (cache) =>
          void cache.deleteQuery(query),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ queryCapacity: fc.nat(6), trackCapacity: fc.nat(50) }).map(
      (to): Action =>
        (cache) =>
          cache.resize(to),
    ),
  },
);

function put(query: string, list: readonly string[], isList: boolean): Action {
  return (cache, known) => {
    const all = list.map((one) => track(one));
    const accepted = cache.putQuery(query, isList ? playlist(all) : all);
    known.delete(normalize(query));
    if (!accepted) return expect(cache.getQuery(query)).toBeUndefined();
    known.set(normalize(query), [...new Set(list)]);
    const answer = cache.getQuery(query);
    expect(ids(answer)).toEqual([...new Set(list)]);
    expect(Array.isArray(answer)).toBe(!isList);
  };
}

function read(query: string): Action {
  return (cache, known) => {
    const answer = ids(cache.getQuery(query));
    if (answer !== undefined) expect(answer).toEqual(known.get(normalize(query)));
  };
}

/** What holds at all times. */
function check(cache: HyperCache, options: { queryCapacity: number; trackCapacity: number; maxBytes: number }): void {
  const { l1, l2 } = cache.exportData();
  for (const list of Object.values(l1)) for (const one of list) expect(l2).toHaveProperty([one]);
  const stats = cache.stats();
  expect(stats.l1Queries).toBe(Object.keys(l1).length);
  expect(stats.l2Tracks).toBe(Object.keys(l2).length);
  expect(stats.bytes).toBeLessThanOrEqual(options.maxBytes);
  expect(stats.l1HitL2Miss).toBe(0);
}

const options = fc.record({
  queryCapacity: fc.integer({ min: 1, max: 5 }),
  trackCapacity: fc.integer({ min: 1, max: 48 }),
  maxBytes: fc.constantFrom(8_000, 60_000, 1_000_000),
  decayThreshold: fc.constantFrom(5, 50, 'auto' as const),
});

describe('the two tiers', () => {
  it('keep every id of L1 in L2, can read what was just put, and stay within their bounds, whatever is done', () => {
    fc.assert(
      fc.property(options, fc.array(action, { maxLength: 120, size: 'max' }), (chosen, actions) => {
        const cache = cacheOf({ ...chosen, normalize });
        const known = new Map<string, string[]>();
        for (const act of actions) {
          act(cache, known);
          check(cache, chosen);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('are not changed by looking at them', () => {
    fc.assert(
      fc.property(options, fc.array(action, { maxLength: 60, size: 'max' }), (chosen, actions) => {
        const cache = cacheOf({ ...chosen, normalize });
        const known = new Map<string, string[]>();
        for (const act of actions) act(cache, known);
        const before = cache.snapshot();
        cache.stats();
        cache.entries();
        cache.exportData();
        cache.randomTrack();
        cache.hasQuery('a');
        expect(cache.snapshot()).toEqual(before);
      }),
      { numRuns: 50 },
    );
  });

  it('are after a restart what they were before it, down to the last count', () => {
    const { now } = manualClock();
    fc.assert(
      fc.property(
        options,
        fc.array(action, { maxLength: 60, size: 'max' }),
        fc.array(action, { maxLength: 30 }),
        (chosen, past, future) => {
          const before = new HyperCache({ ...chosen, normalize, now });
          const known = new Map<string, string[]>();
          for (const act of past) act(before, known);
          const knownAfter = new Map(known);
          const after = HyperCache.restore(before.snapshot(), { normalize, now });
          expect(after.snapshot()).toEqual(before.snapshot());
          for (const act of future) {
            act(before, known);
            act(after, knownAfter);
          }
          expect(after.snapshot()).toEqual(before.snapshot());
          expect(after.stats().bytes).toBe(before.stats().bytes);
        },
      ),
      { numRuns: 100 },
    );
  });
});
