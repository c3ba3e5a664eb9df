import { describe, expect, it } from 'vitest';
import { Happened } from '../../src/time/happened.ts';

describe('a record of what happened', () => {
  it('keeps the last 10,000 things, in order, until it is cleared', () => {
    const happened = new Happened<number>();
    for (let i = 0; i < 10_005; i += 1) happened.add(i);

    expect([happened.items.length, happened.items[0], happened.items.at(-1)]).toEqual([10_000, 5, 10_004]);
    happened.clear();
    expect(happened.items).toEqual([]);
  });
});
