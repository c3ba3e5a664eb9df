import { describe, expect, it } from 'vitest';
import { createFilterChain } from '../../../src/sound/filters/filter-chain.ts';
import { channel, RATE, sine, stereo, through, turnsASecond } from './tones.ts';

/** Frequency of a tone from one rise through zero to the next, a value for each frame. */
function pitches(mono: Float32Array): Float32Array {
  const hz = new Float32Array(mono.length);
  let lastRise = 0;
  let current = 0;
  for (let i = 1; i < mono.length; i++) {
    const [before = 0, now = 0] = [mono[i - 1], mono[i]];
    if (before < 0 && now >= 0) {
      const rise = i - now / (now - before);
      if (lastRise > 0) current = RATE / (rise - lastRise);
      lastRise = rise;
    }
    hz[i] = current;
  }
  return hz;
}

describe('Vibrato', () => {
  it.each([
    [2, 0.5],
    [5, 1],
    [14, 0.3],
  ])('bends the pitch %d times a second, at depth %d by as much as its delay moves', (frequency, depth) => {
    const tone = 1_000;
    const hz = pitches(channel(through({ vibrato: { frequency, depth } }, stereo(4, sine(tone))))).subarray(
      RATE / 2,
      3.5 * RATE,
    );
    // The delay is `depth` ms around its middle; how fast it changes is what the pitch loses or gains.
    const bend = 2 * Math.PI * frequency * depth * 0.001;
    expect(hz.reduce((most, next) => Math.max(most, next)) / tone - 1).toBeCloseTo(bend, 2.5);
    expect(1 - hz.reduce((least, next) => Math.min(least, next)) / tone).toBeCloseTo(bend, 2.5);
    expect(turnsASecond(hz, tone)).toBeCloseTo(frequency, 1);
  });

  it('keeps the length, and the place of the sound to 2 ms', () => {
    const click = new Float32Array(2 * RATE);
    click[RATE] = 0.9;
    const after = channel(through({ vibrato: { frequency: 3, depth: 1 } }, click));
    expect(after).toHaveLength(RATE);
    const loudest = after.reduce((most, sample, i) => (Math.abs(sample) > Math.abs(after[most] ?? 0) ? i : most), 0);
    expect(Math.abs(loudest - RATE / 2)).toBeLessThan(0.002 * RATE);
  });

  it('leaves the level as it is', () => {
    const after = channel(through({ vibrato: { frequency: 6, depth: 1 } }, stereo(1, sine(1_000, 0.5))));
    const middle = after.subarray(RATE / 4, RATE / 2);
    expect(middle.reduce((most, next) => Math.max(most, next))).toBeCloseTo(0.5, 2);
  });

  it('changes nothing without depth', () => {
    expect(createFilterChain({ vibrato: { frequency: 2, depth: 0 } })).toBeUndefined();
  });
});
