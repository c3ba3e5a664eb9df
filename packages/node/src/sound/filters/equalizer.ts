import type { EqualizerBand } from '@reprise/protocol';
import { SAMPLE_RATE } from '../samples.ts';
import { clipped, held, settled } from './pcm.ts';
import type { SoundFilter } from './sound-filter.ts';

/** Middle of each band, in Hz. */
const BANDS = [25, 40, 63, 100, 160, 250, 400, 630, 1_000, 1_600, 2_500, 4_000, 6_300, 10_000, 16_000];
const BAND_OCTAVES = 2 / 3;
/** A gain of -0.25 takes a band away, so a gain counts four times. */
const GAIN_UNIT = 4;
/** Frames reckoned at a time, so that the sum needs no more room than this. */
const BLOCK = 1_024;

/** Makes 15 bands louder or quieter: each is picked out by a band pass and added to the sound, as lavaplayer does it. */
export class Equalizer implements SoundFilter {
  readonly #bands: readonly BandPass[];
  readonly #sum = new Float64Array(2 * BLOCK);

  private constructor(bands: readonly BandPass[]) {
    this.#bands = bands;
  }

  /** @returns Undefined when the sound would stay the same. */
  static of(values: readonly EqualizerBand[] | undefined): Equalizer | undefined {
    const gains = new Map(values?.map(({ band, gain }) => [band, held(gain, -0.25, 1, 1)]));
    const bands = BANDS.flatMap((hz, band) => {
      const gain = gains.get(band) ?? 0;
      return gain === 0 ? [] : [new BandPass(hz, gain)];
    });
    return bands.length === 0 ? undefined : new Equalizer(bands);
  }

  process(samples: Float32Array): Float32Array {
    for (let start = 0; start < samples.length; start += 2 * BLOCK) {
      this.#block(samples.subarray(start, start + 2 * BLOCK));
    }
    return clipped(samples);
  }

  #block(samples: Float32Array): void {
    this.#sum.set(samples);
    for (const band of this.#bands) band.add(samples, this.#sum);
    for (let i = 0; i < samples.length; i++) samples[i] = this.#sum[i] ?? 0;
  }
}

/** One band of both channels: `y = a (x - x₂) + c y₁ - b y₂`, which is 1 in the middle and √½ at both ends of the band. */
class BandPass {
  readonly #gain: number;
  readonly #a: number;
  readonly #b: number;
  readonly #c: number;
  readonly #left: Memory = { x1: 0, x2: 0, y1: 0, y2: 0 };
  readonly #right: Memory = { x1: 0, x2: 0, y1: 0, y2: 0 };

  constructor(hz: number, gain: number) {
    const middle = (2 * Math.PI * hz) / SAMPLE_RATE;
    const low = middle / 2 ** (BAND_OCTAVES / 2);
    const width = (Math.cos(low) - Math.cos(middle)) / Math.sin(low);
    this.#b = (1 - width) / (1 + width);
    this.#a = (1 - this.#b) / 2;
    this.#c = (1 + this.#b) * Math.cos(middle);
    this.#gain = gain * GAIN_UNIT;
  }

  /** Adds to `sum` what the band has of `samples`. Both channels in one loop: neither waits for the result of the other. */
  add(samples: Float32Array, sum: Float64Array): void {
    const gain = this.#gain;
    const a = this.#a;
    const b = this.#b;
    const c = this.#c;
    let { x1, x2, y1, y2 } = this.#left;
    let { x1: u1, x2: u2, y1: v1, y2: v2 } = this.#right;
    for (let i = 0; i < samples.length; i += 2) {
      const x = samples[i] ?? 0;
      const u = samples[i + 1] ?? 0;
      const y = a * (x - x2) + c * y1 - b * y2;
      const v = a * (u - u2) + c * v1 - b * v2;
      sum[i] = (sum[i] ?? 0) + gain * y;
      sum[i + 1] = (sum[i + 1] ?? 0) + gain * v;
      x2 = x1;
      x1 = x;
      y2 = y1;
      y1 = y;
      u2 = u1;
      u1 = u;
      v2 = v1;
      v1 = v;
    }
    remember(this.#left, x1, x2, y1, y2);
    remember(this.#right, u1, u2, v1, v2);
  }
}

/** The last two samples of a channel before (x) and behind (y) a band pass. */
interface Memory {
  x1: number;
  x2: number;
  y1: number;
  y2: number;
}

function remember(memory: Memory, x1: number, x2: number, y1: number, y2: number): void {
  memory.x1 = x1;
  memory.x2 = x2;
  memory.y1 = settled(y1);
  memory.y2 = settled(y2);
}
