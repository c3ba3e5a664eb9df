import { describe, expect, it } from 'vitest';
import { createFilterChain } from '../../../src/sound/filters/filter-chain.ts';
import { channel, stereo, through, turnsASecond } from './tones.ts';

/** What the level does over time: a constant goes in, so what comes out is the level itself. */
function levels(frequency: number, depth: number): Float32Array {
  return channel(
    through(
      { tremolo: { frequency, depth } },
      stereo(3.2 / frequency, () => 0.5),
    ),
  ).map((sample) => sample / 0.5);
}

describe('Tremolo', () => {
  it.each([
    [2, 0.5],
    [7, 1],
    [0.5, 0.2],
  ])('swings %d times a second between all and 1 - %d', (frequency, depth) => {
    const level = levels(frequency, depth);
    expect(level.reduce((most, next) => Math.max(most, next))).toBeCloseTo(1, 3);
    expect(level.reduce((least, next) => Math.min(least, next))).toBeCloseTo(1 - depth, 3);
    expect(turnsASecond(level, 1 - depth / 2)).toBeCloseTo(frequency, 2);
  });

  it('does the same to both channels', () => {
    const after = through(
      { tremolo: { frequency: 5, depth: 1 } },
      stereo(0.3, () => 0.5),
    );
    expect(channel(after, 'left')).toEqual(channel(after, 'right'));
  });

  it('changes nothing without depth', () => {
    expect(createFilterChain({ tremolo: { frequency: 2, depth: 0 } })).toBeUndefined();
  });
});
