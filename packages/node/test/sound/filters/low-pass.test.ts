import { describe, expect, it } from 'vitest';
import { createFilterChain } from '../../../src/sound/filters/filter-chain.ts';
import { gainAt, RATE } from './tones.ts';

/** The gain of `y += (x - y) / smoothing`, in dB. */
function expected(smoothing: number, hz: number): number {
  const keep = 1 - 1 / smoothing;
  const turn = (2 * Math.PI * hz) / RATE;
  return 20 * Math.log10(1 / smoothing / Math.sqrt(1 - 2 * keep * Math.cos(turn) + keep * keep));
}

describe('LowPass', () => {
  it('takes high frequencies away and leaves low ones', () => {
    expect(gainAt({ lowPass: { smoothing: 20 } }, 100)).toBeGreaterThan(-0.5);
    expect(gainAt({ lowPass: { smoothing: 20 } }, 5_000)).toBeLessThan(-20);
  });

  it.each([
    [2, 1_000],
    [20, 100],
    [20, 1_000],
    [20, 5_000],
    [80, 400],
  ])('with smoothing %d it takes from %d Hz what the formula says', (smoothing, hz) => {
    expect(Math.abs(gainAt({ lowPass: { smoothing } }, hz) - expected(smoothing, hz))).toBeLessThan(0.1);
  });

  it('changes nothing at 1 and below', () => {
    for (const smoothing of [1, 0.5, 0, -20]) expect(createFilterChain({ lowPass: { smoothing } })).toBeUndefined();
  });
});
