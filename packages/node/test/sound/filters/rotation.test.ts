import { describe, expect, it } from 'vitest';
import { createFilterChain } from '../../../src/sound/filters/filter-chain.ts';
import { channel, stereo, through, turnsASecond } from './tones.ts';

describe('Rotation', () => {
  it.each([0.2, 0.5, 3, -0.5])('turns %d times a second, from wholly left to wholly right', (rotationHz) => {
    const after = through(
      { rotation: { rotationHz } },
      stereo(3.2 / Math.abs(rotationHz), () => 0.5),
    );
    const left = channel(after, 'left').map((sample) => sample / 0.5);
    const right = channel(after, 'right').map((sample) => sample / 0.5);
    expect(left.reduce((most, next) => Math.max(most, next))).toBeCloseTo(1, 3);
    expect(left.reduce((least, next) => Math.min(least, next))).toBeCloseTo(0, 3);
    expect(left.every((level, i) => Math.abs(level + (right[i] ?? 0) - 1) < 1e-6)).toBe(true);
    expect(turnsASecond(left, 0.5)).toBeCloseTo(Math.abs(rotationHz), 2);
  });

  it('begins in the middle and goes left first, below zero right first', () => {
    const [first = 0, , , , later = 0] = through(
      { rotation: { rotationHz: 10 } },
      stereo(0.1, () => 0.5),
    );
    expect(first).toBeCloseTo(0.25, 6);
    expect(later).toBeGreaterThan(first);
    expect(
      through(
        { rotation: { rotationHz: -10 } },
        stereo(0.1, () => 0.5),
      )[4],
    ).toBeLessThan(first);
  });

  it('changes nothing at 0', () => {
    expect(createFilterChain({ rotation: { rotationHz: 0 } })).toBeUndefined();
  });
});
