import { hann, loudestHz } from './spectrum.ts';

/** What Opus on Discord has: samples a second for each of two channels. */
export const SAMPLE_RATE = 48_000;
const FULL_SCALE = 32_768;

/** One of two channels. */
export type AudioSide = 'left' | 'right';

/**
 * A piece of sound, and what there is to hear in it. 48 kHz, two channels.
 *
 * Levels are in decibels of the effective value (rms), 0 for the loudest that there is: a square wave. A sine of full scale
 * has −3.01, nothing at all has −Infinity.
 *
 * @example
 * ```ts
 * import { HeardAudio } from '@reprise/devkit';
 *
 * const samples = new Int16Array(96_000);
 * for (let i = 0; i < 48_000; i += 1) samples[2 * i] = 16_384 * Math.sin((2 * Math.PI * 440 * i) / 48_000);
 * const audio = new HeardAudio(samples);
 * console.log(audio.frequencyHz?.toFixed(1), audio.leftDb.toFixed(1), audio.rightDb); // 440.0 -9.0 -Infinity
 * ```
 */
export class HeardAudio {
  /** Left and right in turns. */
  readonly samples: Int16Array;

  /** `samples` are those of left and right in turns. */
  constructor(samples: Int16Array) {
    this.samples = samples;
  }

  /** How long it is, in milliseconds. */
  get lengthMs(): number {
    return (this.samples.length / 2 / SAMPLE_RATE) * 1_000;
  }

  /** Level of both channels together. */
  get levelDb(): number {
    return decibels((this.#power(0) + this.#power(1)) / 2);
  }

  /** Level of the left channel. */
  get leftDb(): number {
    return decibels(this.#power(0));
  }

  /** Level of the right channel. */
  get rightDb(): number {
    return decibels(this.#power(1));
  }

  /** The loudest frequency, within 1 Hz when there are 200 ms of it; `undefined` when there is nothing. */
  get frequencyHz(): number | undefined {
    return loudestHz(this.samples, SAMPLE_RATE);
  }

  /**
   * Level of one frequency, of both channels together or of one. For a pure tone it is {@link levelDb}. Neighbours closer than
   * two divided by the length in seconds count too.
   */
  levelDbAt(frequencyHz: number, side?: AudioSide): number {
    if (side !== undefined) return decibels(this.#powerAt(frequencyHz, side === 'left' ? 0 : 1));
    return decibels((this.#powerAt(frequencyHz, 0) + this.#powerAt(frequencyHz, 1)) / 2);
  }

  /** A part of it, in milliseconds from its beginning. */
  slice(fromMs: number, toMs: number = this.lengthMs): HeardAudio {
    const at = (ms: number): number => 2 * Math.round((ms / 1_000) * SAMPLE_RATE);
    return new HeardAudio(this.samples.subarray(at(fromMs), at(toMs)));
  }

  #power(channel: 0 | 1): number {
    let sum = 0;
    for (let i = channel; i < this.samples.length; i += 2) sum += (this.samples[i] ?? 0) ** 2;
    return sum / Math.max(1, this.samples.length / 2);
  }

  /** Goertzel's algorithm: one bin of a Fourier transform. */
  #powerAt(frequencyHz: number, channel: 0 | 1): number {
    const length = this.samples.length / 2;
    if (length === 0) return 0;
    const factor = 2 * Math.cos((2 * Math.PI * frequencyHz) / SAMPLE_RATE);
    let [last, before] = [0, 0];
    for (let i = 0; i < length; i += 1) {
      const next = hann(i, length) * (this.samples[2 * i + channel] ?? 0) + factor * last - before;
      before = last;
      last = next;
    }
    const power = last ** 2 + before ** 2 - factor * last * before;
    // A tone of amplitude A has (A · length / 2)² there, halved by the window once more, and A² / 2 in effective value.
    return Math.max(0, power) * (8 / length ** 2);
  }
}

/** Decibels of a mean square. */
function decibels(power: number): number {
  return 10 * Math.log10(power / FULL_SCALE ** 2);
}
