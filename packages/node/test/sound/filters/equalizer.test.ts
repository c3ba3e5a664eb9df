import { describe, expect, it } from 'vitest';
import { createFilterChain } from '../../../src/sound/filters/filter-chain.ts';
import { dB, gainAt, rms, sine, stereo, through } from './tones.ts';

const BANDS = [25, 40, 63, 100, 160, 250, 400, 630, 1_000, 1_600, 2_500, 4_000, 6_300, 10_000, 16_000];

describe('Equalizer', () => {
  describe.each(BANDS.map((hz, band) => ({ hz, band })))('band $band', ({ hz, band }) => {
    it.each([0.25, 0.05, -0.1, -0.2])(`with gain %d changes ${hz} Hz by as many dB as it says`, (gain) => {
      expect(Math.abs(gainAt({ equalizer: [{ band, gain }] }, hz) - dB(1 + 4 * gain))).toBeLessThan(1);
    });

    it('leaves what is two octaves away as it is', () => {
      for (const far of [hz / 4, hz * 4].filter((far) => far > 20 && far < 20_000)) {
        expect(Math.abs(gainAt({ equalizer: [{ band, gain: 0.1 }] }, far))).toBeLessThan(1);
        expect(Math.abs(gainAt({ equalizer: [{ band, gain: -0.2 }] }, far))).toBeLessThan(1);
      }
    });
  });

  it('takes a band away at -0.25, and more is no more', () => {
    expect(gainAt({ equalizer: [{ band: 8, gain: -0.25 }] }, 1_000)).toBeLessThan(-40);
    expect(gainAt({ equalizer: [{ band: 8, gain: -7 }] }, 1_000)).toBeLessThan(-40);
  });

  it('adds bands up, each channel for itself', () => {
    const low = stereo(1, sine(100, 0.1), sine(4_000, 0.1));
    const filters = {
      equalizer: [
        { band: 3, gain: 0.25 },
        { band: 11, gain: -0.25 },
      ],
    };
    const after = through(filters, low);
    const settled = (samples: Float32Array, right: number) =>
      rms(samples.subarray(48_000).filter((_, i) => i % 2 === right));
    expect(Math.abs(dB(settled(after, 0) / settled(low, 0)) - 6)).toBeLessThan(1);
    expect(dB(settled(after, 1) / settled(low, 1))).toBeLessThan(-20);
  });

  it('takes the last of several gains of a band', () => {
    const twice = [
      { band: 8, gain: 0.5 },
      { band: 8, gain: 0.25 },
    ];
    expect(Math.abs(gainAt({ equalizer: twice }, 1_000) - 6)).toBeLessThan(0.2);
  });

  it('changes nothing when all bands are flat or unknown', () => {
    expect(createFilterChain({ equalizer: BANDS.map((_, band) => ({ band, gain: 0 })) })).toBeUndefined();
    expect(
      createFilterChain({
        equalizer: [
          { band: 15, gain: 1 },
          { band: -1, gain: 1 },
        ],
      }),
    ).toBeUndefined();
  });
});
