import type { EqualizerBand } from '@reprise/protocol';
import { clipped, held, SAMPLE_RATE, settled } from './pcm.ts';
import type { SoundFilter } from './sound-filter.ts';

/** Middle of each band, in Hz. */
const BANDS = [25, 40, 63, 100, 160, 250, 400, 630, 1_000, 1_600, 2_500, 4_000, 6_300, 10_000, 16_000];
const BAND_OCTAVES = 2 / 3;
/** A gain of -0.25 takes a band away, so a gain counts four times. */
const GAIN_UNIT = 4;
/** Frames reckoned at a time, so that what a band adds needs no more room than this. */
const BLOCK = 1_024;

/** Makes 15 bands louder or quieter: each is picked out by a band pass and added to the sound, as lavaplayer does it. */
export class Equalizer implements SoundFilter {
  readonly #bands: readonly BandPass[];
  readonly #dry = new Float32Array(BLOCK);
  readonly #sum = new Float64Array(BLOCK);

  private constructor(bands: readonly BandPass[]) {
    this.#bands = bands;
  }

  /** @returns Undefined when the sound would stay the same. */
  static of(values: readonly EqualizerBand[] | undefined): Equalizer | undefined {
    const gains = new Map(values?.map(({ band, gain }) => [band, held(gain, -0.25, 1, 1)]));
    const bands = BANDS.flatMap((hz, band) => {
      const gain = gains.get(band) ?? 0;
      // Left and right each need a memory of their own.
      return gain === 0 ? [] : [new BandPass(hz, gain, 0), new BandPass(hz, gain, 1)];
    });
    return bands.length === 0 ? undefined : new Equalizer(bands);
  }

  process(samples: Float32Array): Float32Array {
    for (let start = 0; start < samples.length; start += 2 * BLOCK) {
      this.#block(samples, start, 0);
      this.#block(samples, start, 1);
    }
    return clipped(samples);
  }

  #block(samples: Float32Array, start: number, channel: 0 | 1): void {
    const frames = Math.min(BLOCK, (samples.length - start) / 2);
    for (let i = 0; i < frames; i++) {
      const sample = samples[start + 2 * i + channel] ?? 0;
      this.#dry[i] = sample;
      this.#sum[i] = sample;
    }
    for (const band of this.#bands) if (band.channel === channel) band.add(this.#dry, this.#sum, frames);
    for (let i = 0; i < frames; i++) samples[start + 2 * i + channel] = this.#sum[i] ?? 0;
  }
}

/** One band of one channel: `y = a (x - x₂) + c y₁ - b y₂`, which is 1 in the middle and √½ at both ends of the band. */
class BandPass {
  readonly channel: 0 | 1;
  readonly #gain: number;
  readonly #a: number;
  readonly #b: number;
  readonly #c: number;
  #x1 = 0;
  #x2 = 0;
  #y1 = 0;
  #y2 = 0;

  constructor(hz: number, gain: number, channel: 0 | 1) {
    const middle = (2 * Math.PI * hz) / SAMPLE_RATE;
    const low = middle / 2 ** (BAND_OCTAVES / 2);
    const width = (Math.cos(low) - Math.cos(middle)) / Math.sin(low);
    this.#b = (1 - width) / (1 + width);
    this.#a = (1 - this.#b) / 2;
    this.#c = (1 + this.#b) * Math.cos(middle);
    this.#gain = gain * GAIN_UNIT;
    this.channel = channel;
  }

  /** Adds to `sum` what the band has of `dry`. */
  add(dry: Float32Array, sum: Float64Array, frames: number): void {
    const gain = this.#gain;
    const a = this.#a;
    const b = this.#b;
    const c = this.#c;
    let x1 = this.#x1;
    let x2 = this.#x2;
    let y1 = this.#y1;
    let y2 = this.#y2;
    for (let i = 0; i < frames; i++) {
      const x = dry[i] ?? 0;
      const y = a * (x - x2) + c * y1 - b * y2;
      sum[i] = (sum[i] ?? 0) + gain * y;
      x2 = x1;
      x1 = x;
      y2 = y1;
      y1 = y;
    }
    this.#x1 = x1;
    this.#x2 = x2;
    this.#y1 = settled(y1);
    this.#y2 = settled(y2);
  }
}
