import { describe, expect, it } from 'vitest';
import type { Field } from '../../src/sources/fold.ts';
import { rank } from '../../src/sources/rank.ts';

/** A field that counts how often it is looked into. */
class CountingField implements Field {
  readonly worth = 1;
  looks = 0;

  get words(): readonly string[] {
    this.looks += 1;
    return ['song'];
  }
}

describe('rank', () => {
  it('looks for a dozen words of a query at most, and for each of them once', () => {
    const looksOf = (query: string): number => {
      const field = new CountingField();
      rank(query, [{ fields: [field] }]);
      return field.looks;
    };
    const dozen = Array.from({ length: 12 }, (_, i) => `word${i}`).join(' ');
    const thousand = Array.from({ length: 1_000 }, (_, i) => `word${i}`).join(' ');

    expect(looksOf(thousand)).toBe(looksOf(dozen));
    expect(looksOf('word '.repeat(1_000))).toBe(looksOf('word'));
  });

  it('gives the best 20, best first', () => {
    const entries = Array.from({ length: 50 }, (_, i) => ({ i, fields: [{ words: ['song'], worth: i }] }));

    const found = rank('song', entries);

    expect(found.map(({ entry }) => entry.i)).toEqual(Array.from({ length: 20 }, (_, i) => 49 - i));
  });
});
