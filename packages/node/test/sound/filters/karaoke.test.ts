import { describe, expect, it } from 'vitest';
import { createFilterChain } from '../../../src/sound/filters/filter-chain.ts';
import { amplitude, dB, piece, silence, sine, stereo, through } from './tones.ts';

const USUAL = { level: 1, monoLevel: 1, filterBand: 220, filterWidth: 100 };

/** How many dB what comes out on the left is louder than what went in there. */
function change(karaoke: typeof USUAL, input: Float32Array, hz: number): number {
  const after = through({ karaoke }, input);
  return dB(amplitude(piece(after, 0.5, 1), hz) / amplitude(piece(input, 0.5, 1), hz));
}

describe('Karaoke', () => {
  it.each([1_000, 2_000, 5_000])('removes what is in the middle at %d Hz', (hz) => {
    expect(change(USUAL, stereo(1, sine(hz)), hz)).toBeLessThan(-20);
  });

  it('leaves what is at one side', () => {
    expect(Math.abs(change(USUAL, stereo(1, sine(1_000), silence), 1_000))).toBeLessThan(1);
  });

  it('keeps the band of the middle that it is told, by its level', () => {
    expect(Math.abs(change(USUAL, stereo(1, sine(220)), 220))).toBeLessThan(1);
    expect(Math.abs(change({ ...USUAL, monoLevel: 0.5 }, stereo(1, sine(220)), 220) + 6)).toBeLessThan(1);
    expect(Math.abs(change({ ...USUAL, filterBand: 3_000 }, stereo(1, sine(3_000)), 3_000))).toBeLessThan(1);
    expect(change({ ...USUAL, monoLevel: 0 }, stereo(1, sine(220)), 220)).toBeLessThan(-60);
  });

  it('removes as much of the middle as its level says', () => {
    expect(Math.abs(change({ ...USUAL, level: 0.5 }, stereo(1, sine(2_000)), 2_000) + 6)).toBeLessThan(1);
  });

  it('changes nothing at level 0', () => {
    expect(createFilterChain({ karaoke: { ...USUAL, level: 0 } })).toBeUndefined();
  });
});
