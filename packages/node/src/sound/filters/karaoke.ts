import type { Karaoke as KaraokeValues } from '@reprise/protocol';
import { SAMPLE_RATE } from '../samples.ts';
import { held, settled } from './pcm.ts';
import type { SoundFilter } from './sound-filter.ts';

/** Narrower, the band would ring for seconds; at none or less, for ever. */
const NARROWEST_HZ = 1;
const MOST = 10;

/**
 * Takes away what both channels have in common, mostly the voice, by taking each from the other. A band of the middle,
 * around `filterBand`, comes back in the measure of `monoLevel`, so that the bass stays.
 */
export class Karaoke implements SoundFilter {
  readonly #level: number;
  readonly #mono: number;
  readonly #a: number;
  readonly #b: number;
  readonly #c: number;
  #y1 = 0;
  #y2 = 0;

  private constructor(level: number, values: KaraokeValues) {
    const width = held(values.filterWidth, NARROWEST_HZ, SAMPLE_RATE / 2, 100);
    const band = held(values.filterBand, 0, SAMPLE_RATE / 2, 220);
    this.#level = level;
    this.#mono = level * held(values.monoLevel, -MOST, MOST, 1);
    this.#c = Math.exp((-2 * Math.PI * width) / SAMPLE_RATE);
    this.#b = ((-4 * this.#c) / (1 + this.#c)) * Math.cos((2 * Math.PI * band) / SAMPLE_RATE);
    this.#a = Math.sqrt(Math.max(0, 1 - this.#b ** 2 / (4 * this.#c))) * (1 - this.#c);
  }

  /** @returns Undefined when the sound would stay the same. */
  static of(values: KaraokeValues | null | undefined): Karaoke | undefined {
    if (!values) return undefined;
    const level = held(values.level, -MOST, MOST, 1);
    return level === 0 ? undefined : new Karaoke(level, values);
  }

  process(samples: Float32Array): Float32Array {
    const level = this.#level;
    const mono = this.#mono;
    const a = this.#a;
    const b = this.#b;
    const c = this.#c;
    let y1 = this.#y1;
    let y2 = this.#y2;
    for (let i = 0; i < samples.length; i += 2) {
      const left = samples[i] ?? 0;
      const right = samples[i + 1] ?? 0;
      const y = (a * (left + right)) / 2 - b * y1 - c * y2;
      y2 = y1;
      y1 = y;
      samples[i] = left - level * right + mono * y;
      samples[i + 1] = right - level * left + mono * y;
    }
    this.#y1 = settled(y1);
    this.#y2 = settled(y2);
    return samples;
  }
}
