import { describe, expect, it } from 'vitest';
import { readFilters } from '../../src/player/filters.ts';
import { speedOf } from '../../src/sound/filters/timescale/speed.ts';

describe('readFilters', () => {
  it('fills in what a filter leaves out', () => {
    expect(readFilters({ lowPass: {}, rotation: {}, karaoke: { level: '0.5' } })).toEqual({
      karaoke: { level: 0.5, monoLevel: 1, filterBand: 220, filterWidth: 100 },
      rotation: { rotationHz: 0 },
      lowPass: { smoothing: 20 },
    });
  });

  it.for([
    { equalizer: null },
    { equalizer: {} },
    { equalizer: [{ gain: 1 }] },
    { equalizer: [{ band: 1.5 }] },
    { volume: null },
    { volume: '' },
    { volume: Number.NaN },
    { karaoke: [] },
    { timescale: { speed: null } },
    { timescale: { speed: 'fast' } },
    { pluginFilters: [] },
    [],
    null,
    'x',
  ])('answers 400 to %j', (filters) => {
    expect(() => readFilters(filters)).toThrow(expect.objectContaining({ status: 400 }));
  });

  it('has no prototype to be polluted', () => {
    const filters = readFilters(
      JSON.parse('{"__proto__":{"volume":2},"constructor":{},"timescale":{"__proto__":{"speed":9}}}'),
    );

    expect(filters).toEqual({ timescale: { speed: 1, pitch: 1, rate: 1 } });
  });
});

it('takes speed times rate, and 1 for what would stand still', () => {
  expect(
    [{ speed: 2 }, { rate: 3 }, { speed: 2, rate: 0.5 }, { speed: 0 }, { speed: -1 }].map((timescale) =>
      speedOf({ timescale }),
    ),
  ).toEqual([2, 3, 1, 1, 1]);
});

it('holds any timescale within what a track can end with', () => {
  expect(
    [
      { speed: 1e300, rate: 1e300 },
      { speed: 1e-300, rate: 1e-300 },
    ].map((timescale) => speedOf({ timescale })),
  ).toEqual([100, 1]);
  expect(speedOf({ timescale: { speed: 1e-5 } })).toBe(0.01);
});
