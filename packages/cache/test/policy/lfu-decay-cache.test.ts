import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LfuDecayCache } from '../../src/policy/lfu-decay-cache.ts';
import type { LfuDecayCacheOptions } from '../../src/policy/lfu-decay-options.ts';
import { NaiveLfuDecay } from './naive-lfu-decay.ts';

type Real = LfuDecayCache<string, number>;
type Command = fc.Command<NaiveLfuDecay, Real>;

function command(name: string, run: (model: NaiveLfuDecay, real: Real) => void): Command {
  return {
    check: () => true,
    run: (model, real) => {
      run(model, real);
      const counts = model.all.map(({ key, value, count }) => [key, value, count]);
      expect([...real.entries()].map(([key, value]) => [key, value, real.countOf(key)]).sort()).toEqual(counts.sort());
      expect([real.size, real.decays]).toEqual([model.all.length, model.decays]);
    },
    toString: () => name,
  };
}

const key = fc.constantFrom(...'abcdefghijklmno', '__proto__', '\0', '🎵', '');
const commands = fc.commands(
  [
    key.map((k) => command(`get ${k}`, (model, real) => expect(real.get(k)).toBe(model.get(k)))),
    fc.tuple(key, fc.nat(9)).map(([k, v]) =>
      command(`set ${k} ${v}`, (model, real) => {
        model.set(k, v);
        real.set(k, v);
      }),
    ),
    key.map((k) => command(`delete ${k}`, (model, real) => expect(real.delete(k)).toBe(model.delete(k)))),
    fc.nat(12).map((capacity) =>
      command(`resize ${capacity}`, (model, real) => {
        model.resize(capacity);
        real.resize(capacity);
      }),
    ),
  ],
  { size: '+1' },
);

const options = fc.record({
  capacity: fc.nat(12),
  decayFactor: fc.constantFrom(0, 0.3, 0.5, 0.9, 1),
  decayThreshold: fc.oneof(fc.constant('auto' as const), fc.integer({ min: 1, max: 30 })),
  window: fc.constantFrom(0, 0.1, 0.4, 1),
  ghost: fc.constantFrom(0, 0.5, 1),
  tieBreak: fc.constantFrom('recency' as const, 'insertion' as const),
});

function modelOf(chosen: Required<LfuDecayCacheOptions>): NaiveLfuDecay {
  const { capacity, decayFactor = 0.5, decayThreshold, window = 0, ghost = 0, tieBreak = 'recency' } = chosen;
  return new NaiveLfuDecay(capacity, {
    factor: decayFactor,
    threshold: (size) => (typeof decayThreshold === 'number' ? decayThreshold : Math.max(1, 4 * size)),
    windowRoom: (size) => (window === 0 || size === 0 ? 0 : Math.max(1, Math.round(size * window))),
    ghostRoom: (size) => Math.round(size * ghost),
    tieBreak,
  });
}

describe('LfuDecayCache', () => {
  it('does what the documented rules say, whatever the options and the order of calls', () => {
    fc.assert(
      fc.property(options, commands, (chosen, steps) => {
        fc.modelRun(() => ({ model: modelOf(chosen), real: new LfuDecayCache<string, number>(chosen) }), steps);
      }),
      { numRuns: 400 },
    );
  });

  it('evicts the least used entry, and of those the one not used for the longest time', () => {
    const cache = new LfuDecayCache<string, number>({ capacity: 3, window: 0, ghost: 0 });
    cache.set('a', 1).set('b', 2).set('c', 3);
    cache.get('a');
    cache.set('d', 4);
    expect([...cache.keys()].sort()).toEqual(['a', 'c', 'd']);
  });

  it('evicts by age among equals when asked to', () => {
    const cache = new LfuDecayCache<string, number>({ capacity: 2, window: 0, ghost: 0, tieBreak: 'insertion' });
    cache.set('old', 1).set('new', 2);
    cache.get('new');
    cache.get('old');
    cache.set('third', 3);
    expect([...cache.keys()].sort()).toEqual(['new', 'third']);
  });

  it('ages counts before it counts the hit that reaches the threshold', () => {
    const cache = new LfuDecayCache<string, number>({ capacity: 5, window: 0, decayThreshold: 4 });
    cache.set('a', 1);
    for (let hit = 0; hit < 4; hit += 1) cache.get('a');
    expect([cache.countOf('a'), cache.decays]).toEqual([3, 1]);
  });

  it('takes an evicted key that comes back straight into the main part', () => {
    const cache = new LfuDecayCache<string, number>({ capacity: 10 });
    for (const k of 'abcdefghij') cache.set(k, 1);
    cache.set('k', 1).set('l', 1);
    const evicted = [...'abcdefghijkl'].find((k) => !cache.has(k)) ?? '';
    cache.set(evicted, 2);
    expect(cache.countOf(evicted)).toBe(3);
  });

  it('does not count a look from outside as a use', () => {
    const cache = new LfuDecayCache<string, number>({ capacity: 2 });
    cache.set('a', 1);
    cache.peek('a');
    cache.has('a');
    for (const _ of cache.entries());
    expect(cache.countOf('a')).toBe(1);
  });

  it('keeps the most used entries and their counts when it shrinks', () => {
    const cache = new LfuDecayCache<number, number>({ capacity: 100, decayFactor: 1 });
    for (let k = 0; k < 100; k += 1) cache.set(k, k);
    for (let k = 0; k < 100; k += 1) for (let use = 0; use < k; use += 1) cache.get(k);
    cache.resize(10);
    expect([...cache.keys()].sort()).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99]);
    expect(cache.countOf(95)).toBe(96);
  });

  it('stores nothing with a capacity of 0, and can be cleared', () => {
    expect(new LfuDecayCache<string, number>({ capacity: 0 }).set('a', 1).size).toBe(0);
    const cache = new LfuDecayCache<string, number>({ capacity: 3 }).set('a', 1);
    cache.clear();
    expect([cache.size, cache.has('a')]).toEqual([0, false]);
  });

  it('refuses options that are wrong, naming the option and the value', () => {
    const make = (wrong: object) => () => new LfuDecayCache({ capacity: 1, ...wrong });
    expect(make({ capacity: -1 })).toThrow(/LfuDecayCache: capacity.*-1/);
    expect(make({ capacity: 1.5 })).toThrow(/capacity.*1\.5/);
    expect(make({ decayFactor: 2 })).toThrow(RangeError);
    expect(make({ decayThreshold: 0 })).toThrow(/decayThreshold.*0/);
    expect(make({ window: 1.1 })).toThrow(/window/);
    expect(make({ tieBreak: 'age' })).toThrow(/tieBreak/);
    expect(make({ decayTreshold: 5 })).toThrow(/decayTreshold/);
  });
});
