import { describe, expect, it } from 'vitest';
import { createFilterChain } from '../../../src/sound/filters/filter-chain.ts';
import { volumeFactor } from '../../../src/sound/filters/volume.ts';
import { rms, sine, stereo, through } from './tones.ts';

describe('Volume', () => {
  // What a real Lavalink 4.2.2 played: rms 2057 as it is, the other figures at these volumes.
  it.each([
    [0.25, 414],
    [0.5, 849],
    [2, 6678],
  ])('is as loud at %d as a real Lavalink', (volume, heard) => {
    const quiet = stereo(0.1, sine(440, 0.1));
    const louder = rms(through({ volume }, quiet)) / rms(quiet);
    expect(Math.abs(louder / (heard / 2057) - 1)).toBeLessThan(0.02);
  });

  it('is silent at 0 and below', () => {
    expect(rms(through({ volume: 0 }, stereo(0.1, sine(440))))).toBe(0);
    expect(rms(through({ volume: -3 }, stereo(0.1, sine(440))))).toBe(0);
  });

  it('goes up without a step where its curve becomes a line', () => {
    expect(volumeFactor(1.5001) - volumeFactor(1.4999)).toBeLessThan(0.002);
  });

  it('changes nothing at 1', () => {
    expect(createFilterChain({ volume: 1 })).toBeUndefined();
  });

  it('cuts what is louder than full scale', () => {
    const loud = through({ volume: 5 }, stereo(0.1, sine(440, 0.9)));
    expect(Math.max(...loud)).toBe(1);
    expect(Math.min(...loud)).toBe(-1);
  });
});
