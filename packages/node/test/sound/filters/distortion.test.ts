import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFilterChain } from '../../../src/sound/filters/filter-chain.ts';
import { amplitude, dB, piece, sine, stereo, through } from './tones.ts';

const PLAIN = { sinOffset: 0, sinScale: 1, cosOffset: 0, cosScale: 1, tanOffset: 0, tanScale: 1, offset: 0, scale: 1 };

/** How much of a tone is left, and of twice and three times its frequency, in dB below what went in. */
function tones(distortion: typeof PLAIN): readonly number[] {
  const before = stereo(1, sine(400, 0.5));
  const after = through({ distortion }, before);
  return [400, 800, 1_200].map((hz) => dB(amplitude(piece(after, 0, 1), hz) / 0.5));
}

describe('Distortion', () => {
  it('bends a sample by sine, cosine and tangent as the formula says', () => {
    const value = () => fc.double({ min: -2, max: 2, noNaN: true });
    const distortions = fc.record({
      sinOffset: value(),
      sinScale: value(),
      cosOffset: value(),
      cosScale: value(),
      tanOffset: value(),
      tanScale: value(),
      offset: value(),
      scale: value(),
    });
    fc.assert(
      fc.property(distortions, fc.float({ min: -0.5, max: 0.5, noNaN: true }), (d, x) => {
        const sin = d.sinOffset + Math.sin(x * d.sinScale);
        const cos = d.cosOffset + Math.cos(x * d.cosScale);
        const tan = d.tanOffset + Math.tan(x * d.tanScale);
        const expected = Math.max(-1, Math.min(1, d.offset + d.scale * sin * cos * tan));
        const [left, right] = through({ distortion: d }, Float32Array.of(x, x));
        expect(left).toBeCloseTo(expected, 5);
        expect(right).toBe(left);
      }),
    );
  });

  it('makes twice the frequency of a tone where sine meets tangent', () => {
    const [first = 0, second = 0] = tones({ ...PLAIN, scale: 2 });
    // sin x · tan x has no odd part.
    expect(first).toBeLessThan(-60);
    expect(second).toBeGreaterThan(-15);
  });

  it('adds three times the frequency when the tangent is flattened to a constant', () => {
    const [first = 0, second = 0, third = 0] = tones({ ...PLAIN, tanOffset: 1, tanScale: 0, cosScale: 0, sinScale: 4 });
    // What is left is sin 4x: J₁(2) and J₃(2) tell how much of each.
    expect(Math.abs(first - dB((2 * 0.5767) / 0.5))).toBeLessThan(0.1);
    expect(second).toBeLessThan(-60);
    expect(Math.abs(third - dB((2 * 0.1289) / 0.5))).toBeLessThan(0.1);
  });

  it('changes nothing by its defaults, although their formula would', () => {
    expect(createFilterChain({ distortion: PLAIN })).toBeUndefined();
  });
});
