import { describe, expect, it } from 'vitest';
import { speedOf } from '../../src/filters/speed.ts';

describe('speedOf', () => {
  it('is speed times rate; pitch changes no place', () => {
    expect(speedOf({ timescale: { speed: 1.5, pitch: 3, rate: 2 } })).toBe(3);
    expect(speedOf({ timescale: { rate: 0.5 } })).toBe(0.5);
  });

  it('is 1 without a timescale', () => {
    expect([{}, { timescale: null }, { timescale: {} }, { volume: 2 }].map(speedOf)).toEqual([1, 1, 1, 1]);
  });

  it('is 1 for what others have set that stands still, runs backwards or never ends', () => {
    const speeds = [0, -2, Number.POSITIVE_INFINITY, Number.NaN];
    expect(speeds.map((speed) => speedOf({ timescale: { speed } }))).toEqual([1, 1, 1, 1]);
  });
});
