import { HeardAudio } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';

/** Seconds of sound, both sides from a function of the time in seconds. */
function sound(seconds: number, left: (t: number) => number, right: (t: number) => number = left): HeardAudio {
  const samples = new Int16Array(Math.round(seconds * 48_000) * 2);
  for (let i = 0; i < samples.length / 2; i += 1) {
    samples[2 * i] = Math.round(32_767 * left(i / 48_000));
    samples[2 * i + 1] = Math.round(32_767 * right(i / 48_000));
  }
  return new HeardAudio(samples);
}

const sine =
  (hz: number, amplitude = 0.5) =>
  (t: number): number =>
    amplitude * Math.sin(2 * Math.PI * hz * t);
const nothing = (): number => 0;

describe('HeardAudio', () => {
  it.each([25, 55, 440, 440.4, 1_000, 9_999.5, 18_000])('finds %d Hz within 0.1 Hz in a second', (hz) => {
    expect(Math.abs((sound(1, sine(hz)).frequencyHz ?? 0) - hz)).toBeLessThan(0.1);
  });

  it('finds 440 Hz within 1 Hz in 200 ms', () => {
    expect(Math.abs((sound(0.2, sine(440)).frequencyHz ?? 0) - 440)).toBeLessThan(1);
  });

  it('finds a tone of the right side alone, and one that is turned around there', () => {
    expect(sound(0.5, nothing, sine(700)).frequencyHz).toBeCloseTo(700, 0);
    expect(sound(0.5, sine(700), sine(700, -0.5)).frequencyHz).toBeCloseTo(700, 0);
  });

  it('gives a square wave 0 dB, a sine 3 dB less, and nothing −Infinity', () => {
    expect(sound(0.1, (t) => (Math.floor(t * 1_000) % 2 === 0 ? 1 : -1)).levelDb).toBeCloseTo(0, 2);
    expect(sound(1, sine(440, 1)).levelDb).toBeCloseTo(-3.01, 2);
    expect(sound(1, nothing).levelDb).toBe(Number.NEGATIVE_INFINITY);
    expect(sound(1, nothing).frequencyHz).toBeUndefined();
  });

  it('gives each of several tones its own level', () => {
    const low = sine(100, 0.4);
    const high = sine(4_000, 0.04);
    const audio = sound(1, (t) => low(t) + high(t), low);

    expect(audio.levelDbAt(100)).toBeCloseTo(20 * Math.log10(0.4 / Math.SQRT2), 1);
    expect(audio.levelDbAt(4_000, 'left')).toBeCloseTo(20 * Math.log10(0.04 / Math.SQRT2), 1);
    expect(audio.levelDbAt(4_000, 'right')).toBeLessThan(-80);
    expect(audio.levelDbAt(1_000)).toBeLessThan(-80);
  });

  it('has a length and parts, and is not surprised by nothing', () => {
    const audio = sound(1, (t) => (t < 0.5 ? sine(440)(t) : sine(880)(t)));

    expect(audio.lengthMs).toBe(1_000);
    expect(audio.slice(500).frequencyHz).toBeCloseTo(880, 0);
    expect(audio.slice(0, 500).lengthMs).toBe(500);
    const empty = new HeardAudio(new Int16Array(0));
    expect([empty.lengthMs, empty.levelDb, empty.frequencyHz]).toEqual([0, Number.NEGATIVE_INFINITY, undefined]);
    expect(empty.levelDbAt(440)).toBe(Number.NEGATIVE_INFINITY);
  });
});
