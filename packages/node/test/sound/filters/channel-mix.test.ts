import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFilterChain } from '../../../src/sound/filters/filter-chain.ts';
import { through } from './tones.ts';

const PLAIN = { leftToLeft: 1, leftToRight: 0, rightToLeft: 0, rightToRight: 1 };

describe('ChannelMix', () => {
  it('gives each channel exactly its share of both', () => {
    const share = () => fc.double({ min: 0, max: 1, noNaN: true });
    const sample = () => fc.float({ min: -0.5, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(share(), share(), share(), share(), sample(), sample(), (ll, lr, rl, rr, left, right) => {
        const mix = { leftToLeft: ll, leftToRight: lr, rightToLeft: rl, rightToRight: rr };
        const [newLeft = NaN, newRight = NaN] = through({ channelMix: mix }, Float32Array.of(left, right));
        expect(newLeft).toBeCloseTo(ll * left + rl * right, 6);
        expect(newRight).toBeCloseTo(lr * left + rr * right, 6);
      }),
    );
  });

  it('changes nothing when each channel keeps its own', () => {
    expect(createFilterChain({ channelMix: PLAIN })).toBeUndefined();
    expect(createFilterChain({ channelMix: null })).toBeUndefined();
  });

  it('cuts what is louder than full scale', () => {
    const both = { ...PLAIN, rightToLeft: 1 };
    expect(through({ channelMix: both }, Float32Array.of(0.75, 0.75))).toEqual(Float32Array.of(1, 0.75));
  });
});
