import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChunkList } from '../../src/queue/chunk-list.ts';

/** A place, as a share of the length. */
const place = fc.double({ min: 0, max: 1, noNaN: true });
const step = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), place, times: fc.integer({ min: 1, max: 300 }) }),
  fc.record({ kind: fc.constant('insertAll' as const), place, times: fc.integer({ min: 0, max: 900 }) }),
  fc.record({ kind: fc.constant('remove' as const), place, times: fc.integer({ min: 1, max: 300 }) }),
  fc.record({ kind: fc.constant('set' as const), place, times: fc.constant(1) }),
  fc.record({ kind: fc.constant('slice' as const), place, times: fc.integer({ min: 0, max: 600 }) }),
);

describe('ChunkList', () => {
  it('holds what an array would, whatever is done to it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_500 }), fc.array(step, { maxLength: 20 }), (size, steps) => {
        const model = Array.from({ length: size }, (_, i) => i);
        const list = new ChunkList(model);
        let made = size;
        for (const { kind, place, times } of steps) {
          const index = Math.floor(place * model.length);
          const added = kind === 'insertAll' ? Array.from({ length: times }, () => ++made) : [];
          list.insert(index, added);
          model.splice(index, 0, ...added);
          for (let i = 0; i < times; i += 1) {
            made += 1;
            if (kind === 'insert') list.insert(index, [made]);
            if (kind === 'insert') model.splice(index, 0, made);
            if (kind === 'remove') expect(list.removeAt(index)).toBe(model.splice(index, 1)[0]);
            if (kind !== 'set' || index >= model.length) continue;
            list.set(index, made);
            model[index] = made;
          }
          expect(list.slice(index, index + times)).toEqual(model.slice(index, index + times));
          expect(list.at(index)).toBe(model[index]);
        }
        expect([...list]).toEqual(model);
        expect(list.length).toBe(model.length);
      }),
    );
  });

  it('finds the place where a condition ends to hold', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 1_500 }), fc.nat(51), (numbers, limit) => {
        const sorted = numbers.sort((a, b) => a - b);
        const expected = sorted.filter((number) => number < limit).length;
        expect(new ChunkList(sorted).partitionPoint((number) => number < limit)).toBe(expected);
      }),
    );
  });

  it('has nothing outside of it', () => {
    const list = new ChunkList(['a']);
    expect([list.at(-1), list.at(1), list.removeAt(-1), list.removeAt(1)]).toEqual(Array(4).fill(undefined));
    expect([list.slice(1, 5), list.slice(7, 9), list.slice(1, 0), list.length]).toEqual([[], [], [], 1]);
  });
});
