import { describe, expect, it } from 'vitest';
import { createFilterChain } from '../../../../src/sound/filters/filter-chain.ts';
import { speedOf } from '../../../../src/sound/filters/timescale/speed.ts';
import { scaleOf } from '../../../../src/sound/filters/timescale/timescale.ts';
import { amplitude, besides, channel, dB, loudestHz, piece, RATE, rms, sine, stereo, through } from '../tones.ts';

const PLAIN = { speed: 1, pitch: 1, rate: 1 };
const SECONDS = 2;

function played(
  values: Partial<typeof PLAIN>,
  hz = 440,
): { readonly seconds: number; readonly hz: number; readonly mono: Float32Array } {
  const after = through({ timescale: { ...PLAIN, ...values } }, stereo(SECONDS, sine(hz)), 960);
  const seconds = after.length / 2 / RATE;
  const mono = piece(after, 0.1, seconds - 0.1);
  return { seconds, hz: loudestHz(mono.subarray(0, RATE), 100, 2_000), mono };
}

describe('Timescale', () => {
  it.each([1.5, 1.1, 0.5, 2, 0.8, 3])('at speed %d is as much shorter and as high as before', (speed) => {
    const { seconds, hz } = played({ speed });
    expect(Math.abs(hz - 440)).toBeLessThan(2);
    expect(Math.abs(seconds / (SECONDS / speed) - 1)).toBeLessThan(0.01);
  });

  it.each([1.5, 1.05, 0.7, 2])('at pitch %d is as much higher and as long as before', (pitch) => {
    const { seconds, hz } = played({ pitch });
    expect(Math.abs(hz - 440 * pitch)).toBeLessThan(3);
    expect(Math.abs(seconds / SECONDS - 1)).toBeLessThan(0.01);
  });

  it.each([1.5, 0.75, 1.25])('at rate %d is as much higher and shorter', (rate) => {
    const { seconds, hz } = played({ rate });
    expect(Math.abs(hz - 440 * rate)).toBeLessThan(2);
    expect(Math.abs(seconds / (SECONDS / rate) - 1)).toBeLessThan(0.01);
  });

  it('takes speed, pitch and rate together', () => {
    const { seconds, hz } = played({ speed: 1.2, pitch: 0.9, rate: 1.1 });
    expect(Math.abs(hz - 440 * 0.9 * 1.1)).toBeLessThan(3);
    expect(Math.abs(seconds / (SECONDS / 1.32) - 1)).toBeLessThan(0.01);
  });

  it.each<[string, Partial<typeof PLAIN>]>([
    ['speed 1.5', { speed: 1.5 }],
    ['speed 0.6', { speed: 0.6 }],
    ['pitch 1.5', { pitch: 1.5 }],
    ['pitch 0.7', { pitch: 0.7 }],
    ['rate 1.3', { rate: 1.3 }],
  ])('keeps a tone pure and as loud at %s', (_, values) => {
    for (const tone of [80, 440, 3_000]) {
      const { mono } = played(values, tone);
      const hz = tone * (values.pitch ?? 1) * (values.rate ?? 1);
      for (let at = 0; at + RATE / 4 <= mono.length; at += RATE / 4) {
        const part = mono.subarray(at, at + RATE / 4);
        const whole = rms(part) * Math.SQRT2;
        expect(Math.abs(dB(whole / 0.25)), `${tone} Hz`).toBeLessThan(0.5);
        // What is not the tone: breaks where pieces meet, or mirrored frequencies.
        expect(dB(amplitude(part, hz) / whole), `${tone} Hz`).toBeGreaterThan(-0.5);
      }
    }
  });

  it('holds the level over the whole length, without holes where pieces meet or at the end', () => {
    const after = channel(through({ timescale: { ...PLAIN, speed: 0.5 } }, stereo(2, sine(440))));
    for (let at = 0; at + 960 <= after.length; at += 960) {
      expect(Math.abs(dB((rms(after.subarray(at, at + 960)) * Math.SQRT2) / 0.25)), `${at / RATE} s`).toBeLessThan(1);
    }
  });

  it.each([0.6, 1.4])('keeps noise as loud at speed %d', (speed) => {
    // A generator of one's own, so that each run hears the same.
    let state = 1;
    const noise = stereo(1, () => {
      state = (state * 16_807) % 2_147_483_647;
      return (state / 2_147_483_647 - 0.5) / 2;
    });
    const after = through({ timescale: { ...PLAIN, speed } }, noise);
    expect(Math.abs(dB(rms(after) / rms(noise)))).toBeLessThan(0.5);
  });

  it('goes over from piece to piece without a click, also where no two moments are alike', () => {
    const chord = stereo(2, (seconds) => sine(211)(seconds) + sine(397.3)(seconds) + sine(683.9)(seconds));
    const steepest = (mono: Float32Array) =>
      mono.reduce((most, sample, i) => Math.max(most, Math.abs(sample - (mono[i - 1] ?? sample))), 0);
    const after = through({ timescale: { ...PLAIN, speed: 1.4 } }, chord);
    expect(steepest(channel(after)) / steepest(channel(chord))).toBeLessThan(1.1);
  });

  it('keeps channels that are each other’s opposite, as after a karaoke', () => {
    const opposite = stereo(2, sine(440), (seconds) => -sine(440)(seconds));
    const after = through({ timescale: { ...PLAIN, speed: 1.3 } }, opposite);
    expect(Math.abs(loudestHz(piece(after, 0.2, 1.2), 200, 900) - 440)).toBeLessThan(2);
    expect(dB((rms(after) * Math.SQRT2) / 0.25)).toBeGreaterThan(-0.5);
  });

  it.each([0.83, 1.17])('adds no noise of its own to a high tone at rate %d', (rate) => {
    const after = through({ timescale: { ...PLAIN, rate } }, stereo(1, sine(10_000)));
    expect(dB(besides(piece(after, 0.1, 0.8), 10_000 * rate) / 0.25)).toBeLessThan(-65);
  });

  it('does not mirror highs that are above what can be heard after the change', () => {
    const after = through({ timescale: { ...PLAIN, rate: 2 } }, stereo(2, sine(18_000)));
    expect(dB((rms(piece(after, 0.2, 0.8)) * Math.SQRT2) / 0.25)).toBeLessThan(-50);
  });

  it('leaves each moment in its place', () => {
    const marks = stereo(4, (seconds) => (seconds % 1 > 0.5 && seconds % 1 < 0.6 ? sine(1_000)(seconds) : 0));
    for (const speed of [0.6, 1.5, 2.5]) {
      const after = through({ timescale: { ...PLAIN, speed } }, marks);
      for (const mark of [0.55, 1.55, 2.55, 3.55]) {
        expect(rms(piece(after, mark / speed - 0.01, mark / speed + 0.01)), `${mark} s at ${speed}`).toBeGreaterThan(
          0.1,
        );
        expect(rms(piece(after, (mark + 0.3) / speed, (mark + 0.3) / speed + 0.02))).toBeLessThan(0.01);
      }
    }
  });

  it('passes a track as fast as the position is counted', () => {
    for (const speed of [0, -1, 1e-9, 0.3, 1, 7, 1e9, Number.POSITIVE_INFINITY]) {
      for (const rate of [0, -1, 0.5, 1, 2, 1e9]) {
        expect(scaleOf({ speed, rate }).speed).toBe(speedOf({ timescale: { speed, rate } }));
      }
    }
  });

  it('changes nothing when all is 1 or nothing sensible', () => {
    expect(createFilterChain({ timescale: PLAIN })).toBeUndefined();
    expect(createFilterChain({ timescale: { speed: 0, pitch: -1, rate: 1 } })).toBeUndefined();
  });
});
