import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Hedge } from '../../src/search/hedge.ts';

describe('Hedge', () => {
  it('says nothing until it has seen enough, and then what all but one in twenty were quicker than', () => {
    const hedge = new Hedge();
    for (let ms = 1; ms <= 19; ms++) hedge.answered(ms);
    expect(hedge.lateAfterMs).toBeUndefined();
    for (let ms = 20; ms <= 100; ms++) hedge.answered(ms);
    expect(hedge.lateAfterMs).toBe(95);
  });

  it('forgets all but the last hundred', () => {
    const hedge = new Hedge();
    for (let i = 0; i < 100; i++) hedge.answered(1_000);
    for (let i = 0; i < 100; i++) hedge.answered(10);
    expect(hedge.lateAfterMs).toBe(10);
  });

  it('never gives more than one extra call for twenty, whatever the order, nor more than ten at a time', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 2_000 }), (steps) => {
        const hedge = new Hedge();
        let calls = 0;
        let extra = 0;
        for (const isExtra of steps) {
          if (isExtra) extra += hedge.takeExtra() ? 1 : 0;
          else {
            hedge.called();
            calls += 1;
          }
          if (extra > calls / 20 + 1e-6) return false;
        }
        return true;
      }),
    );
    const hedge = new Hedge();
    for (let i = 0; i < 1_000; i++) hedge.called();
    expect(Array.from({ length: 20 }, () => hedge.takeExtra()).filter(Boolean)).toHaveLength(10);
  });
});
