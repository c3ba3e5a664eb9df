import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LruCache } from '../../src/policy/lru-cache.ts';

/** A map keeps its keys in the order they were set: taking a key out and setting it again makes it the newest. */
interface Model {
  capacity: number;
  entries: Map<string, number>;
}

type Real = LruCache<string, number>;

function trim(model: Model): void {
  for (const key of model.entries.keys()) if (model.entries.size > model.capacity) model.entries.delete(key);
}

function command(name: string, run: (model: Model, real: Real) => void): fc.Command<Model, Real> {
  return {
    check: () => true,
    run: (model, real) => {
      run(model, real);
      expect([...real.entries()]).toEqual([...model.entries]);
      expect(real.size).toBe(model.entries.size);
    },
    toString: () => name,
  };
}

const key = fc.constantFrom(...'abcdefgh', '__proto__', '\0', '🎵', '');
const commands = fc.commands([
  key.map((k) =>
    command(`get ${k}`, (model, real) => {
      const value = model.entries.get(k);
      if (value !== undefined) {
        model.entries.delete(k);
        model.entries.set(k, value);
      }
      expect(real.get(k)).toBe(value);
    }),
  ),
  key.map((k) => command(`peek ${k}`, (model, real) => expect(real.peek(k)).toBe(model.entries.get(k)))),
  fc.tuple(key, fc.nat(9)).map(([k, v]) =>
    command(`set ${k} ${v}`, (model, real) => {
      model.entries.delete(k);
      model.entries.set(k, v);
      trim(model);
      real.set(k, v);
    }),
  ),
  key.map((k) => command(`delete ${k}`, (model, real) => expect(real.delete(k)).toBe(model.entries.delete(k)))),
  fc.nat(6).map((capacity) =>
    command(`resize ${capacity}`, (model, real) => {
      model.capacity = capacity;
      trim(model);
      real.resize(capacity);
    }),
  ),
]);

describe('LruCache', () => {
  it('does what a map with its keys in the order of use does', () => {
    fc.assert(
      fc.property(fc.nat(6), commands, (capacity, steps) => {
        fc.modelRun(() => ({ model: { capacity, entries: new Map() }, real: new LruCache({ capacity }) }), steps);
      }),
      { numRuns: 300 },
    );
  });

  it('can be cleared, and refuses options that are wrong', () => {
    const cache = new LruCache<string, number>({ capacity: 3 }).set('a', 1).set('b', 2);
    cache.clear();
    expect([...cache.keys()]).toEqual([]);
    expect(() => new LruCache({ capacity: -1 })).toThrow(/LruCache: capacity.*-1/);
    expect(() => new LruCache(Object.assign({ capacity: 1 }, { max: 3 }))).toThrow(/max/);
  });
});
