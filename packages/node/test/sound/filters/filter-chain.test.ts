import type { Filters } from '@reprise/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFilterChain } from '../../../src/sound/filters/filter-chain.ts';
import { RATE, rms, sine, stereo, through } from './tones.ts';

const PLAIN_DISTORTION = {
  sinOffset: 0,
  sinScale: 1,
  cosOffset: 0,
  cosScale: 1,
  tanOffset: 0,
  tanScale: 1,
  offset: 0,
  scale: 1,
};

/** Every filter, each doing something to be heard. */
const ALL = {
  volume: 0.8,
  equalizer: Array.from({ length: 15 }, (_, band) => ({ band, gain: band % 2 ? 0.1 : -0.1 })),
  karaoke: { level: 0.7, monoLevel: 0.8, filterBand: 220, filterWidth: 100 },
  timescale: { speed: 1.2, pitch: 1.1, rate: 0.95 },
  tremolo: { frequency: 3, depth: 0.4 },
  vibrato: { frequency: 5, depth: 0.6 },
  distortion: { ...PLAIN_DISTORTION, tanOffset: 0.7, scale: 1.2 },
  rotation: { rotationHz: 0.3 },
  channelMix: { leftToLeft: 0.8, leftToRight: 0.2, rightToLeft: 0.1, rightToRight: 0.9 },
  lowPass: { smoothing: 5 },
} satisfies Filters;

type FilterName = keyof typeof ALL;
const NAMES = Object.keys(ALL).filter((name): name is FilterName => name in ALL);

function some(names: readonly FilterName[]): Filters {
  return Object.fromEntries(names.map((name) => [name, ALL[name]]));
}

/** Something with both high and low in it, and no two moments alike. */
function music(seconds: number): Float32Array {
  const chirp = (second: number): number => 0.3 * Math.sin(2 * Math.PI * (200 * second + 400 * second * second));
  return stereo(
    seconds,
    (second) => chirp(second) + sine(97, 0.2)(second),
    (second) => chirp(second * 0.9) + sine(3_100, 0.1)(second),
  );
}

/** The largest difference between two samples at the same place; none of this when one sound is longer. */
function mostDifferent(one: Float32Array, other: Float32Array): number {
  if (one.length !== other.length) return Number.POSITIVE_INFINITY;
  return one.reduce((most, sample, i) => Math.max(most, Math.abs(sample - (other[i] ?? Number.NaN))), 0);
}

describe('createFilterChain', () => {
  it('gives nothing when nothing would change the sound', () => {
    expect(createFilterChain({})).toBeUndefined();
    expect(
      createFilterChain({ volume: 1, equalizer: [], timescale: null, lowPass: null, pluginFilters: { x: 1 } }),
    ).toBeUndefined();
  });

  it.each([1, 960, RATE])('sounds the same in chunks of %d frames as in one', (chunk) => {
    const input = music(1.1);
    expect(mostDifferent(through(ALL, input, chunk), through(ALL, input, input.length))).toBeLessThan(1e-6);
  });

  it('sounds the same whatever the filters and the chunks', () => {
    const input = music(0.3);
    fc.assert(
      fc.property(fc.subarray(NAMES, { minLength: 1 }), fc.integer({ min: 1, max: 15_000 }), (names, chunk) => {
        const filters = some(names);
        return mostDifferent(through(filters, input, chunk), through(filters, input, input.length)) < 1e-6;
      }),
      { numRuns: 30 },
    );
  });

  it('stays within full scale and ends, whatever the values', () => {
    const value = () =>
      fc.oneof(fc.constantFrom(0, -1, 1, 1e-300, 1e300, -1e300, NaN, Infinity, -Infinity), fc.double());
    const values = (names: readonly string[]) => fc.record(Object.fromEntries(names.map((name) => [name, value()])));
    const filters = fc.record(
      {
        volume: value(),
        equalizer: fc.array(fc.record({ band: fc.integer({ min: -1, max: 16 }), gain: value() }), { maxLength: 20 }),
        karaoke: values(Object.keys(ALL.karaoke)),
        tremolo: values(Object.keys(ALL.tremolo)),
        vibrato: values(Object.keys(ALL.vibrato)),
        timescale: values(Object.keys(ALL.timescale)),
        distortion: values(Object.keys(ALL.distortion)),
        rotation: values(Object.keys(ALL.rotation)),
        channelMix: values(Object.keys(ALL.channelMix)),
        lowPass: values(Object.keys(ALL.lowPass)),
      },
      { requiredKeys: [] },
    );
    const input = music(0.05);
    // Broken sound must not stay in a feedback either.
    input.set([NaN, Infinity, -Infinity, 1e30, NaN, 0], 960);
    fc.assert(
      fc.property(filters, (filters) => {
        const heard = through(filters, createFilterChain(filters) ? input : new Float32Array(0), 480);
        // At the slowest, a hundred times as long and then what was held back.
        expect(heard.length).toBeLessThanOrEqual(102 * input.length);
        expect(heard.every((sample) => Math.abs(sample) <= 1)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('cuts at the end what a filter made louder than full scale', () => {
    const sides = stereo(0.1, sine(440, 0.9), (seconds) => -sine(440, 0.9)(seconds));
    const heard = through({ karaoke: ALL.karaoke }, sides);
    expect([Math.max(...heard), Math.min(...heard)]).toEqual([1, -1]);
  });

  it('recovers from broken sound', () => {
    const chain = createFilterChain({ equalizer: ALL.equalizer, karaoke: ALL.karaoke, lowPass: ALL.lowPass });
    chain?.process(new Float32Array(960).fill(NaN));
    expect(rms(chain?.process(stereo(0.1, sine(440), sine(300))) ?? new Float32Array(1))).toBeGreaterThan(0.01);
  });

  it('leaves what it is given as it is, and answers a buffer of its own', () => {
    const input = music(0.1);
    const before = input.slice();
    for (const name of NAMES) {
      const heard = createFilterChain(some([name]))?.process(input) ?? input;
      expect(heard.buffer).not.toBe(input.buffer);
      expect(heard.byteLength).toBe(heard.buffer.byteLength);
      expect(input).toEqual(before);
    }
  });

  it('applies volume before the rest, and the low pass last', () => {
    // A quiet tone through a loud volume is cut to a square before its highs are taken.
    const cut = through({ volume: 5, lowPass: { smoothing: 20 } }, stereo(0.5, sine(100, 0.9)));
    expect(cut.every((sample) => Math.abs(sample) < 1)).toBe(true);
    const square = through({ volume: 5 }, stereo(0.5, sine(100, 0.9)));
    expect(cut).toEqual(through({ lowPass: { smoothing: 20 } }, square));
  });

  describe('latency', () => {
    it.each(['volume', 'equalizer', 'karaoke', 'tremolo', 'distortion', 'rotation', 'channelMix', 'lowPass'] as const)(
      'is none for %s',
      (name) => {
        const chain = createFilterChain(some([name]));
        expect(chain?.latencyFrames).toBe(0);
        expect(chain?.process(new Float32Array(20))).toHaveLength(20);
        expect(chain?.flush()).toHaveLength(0);
      },
    );

    it.each<[string, Filters, number]>([
      ['speed 1.5', { timescale: { speed: 1.5, pitch: 1, rate: 1 } }, 1.5],
      ['speed 0.5', { timescale: { speed: 0.5, pitch: 1, rate: 1 } }, 0.5],
      ['pitch 1.5', { timescale: { speed: 1, pitch: 1.5, rate: 1 } }, 1],
      ['pitch 0.6', { timescale: { speed: 1, pitch: 0.6, rate: 1 } }, 1],
      ['rate 1.5', { timescale: { speed: 1, pitch: 1, rate: 1.5 } }, 1.5],
      ['vibrato', { vibrato: { frequency: 2, depth: 1 } }, 1],
      ['all', ALL, 1.2 * 0.95],
    ])('is what is held back at most: %s', (_, filters, speed) => {
      const chain = createFilterChain(filters);
      const told = chain?.latencyFrames ?? 0;
      let most = 0;
      let out = 0;
      for (let taken = 0; taken < 2 * RATE; taken += 7) {
        // Before the next chunk comes, all but its last frame would be held back too.
        out += (chain?.process(new Float32Array(14)).length ?? 0) / 2;
        most = Math.max(most, taken + 7 - out * speed);
      }
      expect(most).toBeLessThanOrEqual(told);
      expect(most).toBeGreaterThan(0.9 * told - 30);
    });

    it('is given back at the end', () => {
      const input = music(1);
      for (const name of NAMES) {
        const speed = name === 'timescale' ? 1.2 * 0.95 : 1;
        expect(Math.abs(through(some([name]), input).length / 2 - RATE / speed)).toBeLessThanOrEqual(1);
      }
    });
  });

  it('is many times faster than it is played', { retry: 2 }, () => {
    const frame = music(0.02);
    const table = [
      ...NAMES.map((name): [string, Filters] => [name, some([name])]),
      ['all', ALL] satisfies [string, Filters],
    ];
    const rows = table.map(([name, filters]) => [name, microsecondsAFrame(filters, frame)] as const);
    const all = rows.at(-1)?.[1] ?? Infinity;
    console.log(rows.map(([name, us]) => `${name.padEnd(12)}${us.toFixed(0).padStart(6)} µs per 20 ms`).join('\n'));
    console.log(`all at once: ${(20_000 / all).toFixed(0)} times as fast as played`);
    expect(20_000 / all).toBeGreaterThan(20);
  });
});

/** The best of many short rounds: whatever else runs on this machine makes the others longer. */
function microsecondsAFrame(filters: Filters, frame: Float32Array): number {
  const chain = createFilterChain(filters);
  const rounds = Array.from({ length: 300 }, () => {
    const start = performance.now();
    for (let i = 0; i < 4; i++) chain?.process(frame);
    return ((performance.now() - start) * 1_000) / 4;
  });
  return Math.min(...rounds);
}
