import type { Distortion as DistortionValues } from '@reprise/protocol';
import { clipped, held } from './pcm.ts';
import type { SoundFilter } from './sound-filter.ts';

/** Far beyond this nothing is left but noise. */
const MOST = 1_000_000;

/** Bends each sample by sine, cosine and tangent, multiplied with each other. */
export class Distortion implements SoundFilter {
  readonly #sinOffset: number;
  readonly #sinScale: number;
  readonly #cosOffset: number;
  readonly #cosScale: number;
  readonly #tanOffset: number;
  readonly #tanScale: number;
  readonly #offset: number;
  readonly #scale: number;

  private constructor(values: DistortionValues) {
    this.#sinOffset = offset(values.sinOffset);
    this.#sinScale = scale(values.sinScale);
    this.#cosOffset = offset(values.cosOffset);
    this.#cosScale = scale(values.cosScale);
    this.#tanOffset = offset(values.tanOffset);
    this.#tanScale = scale(values.tanScale);
    this.#offset = offset(values.offset);
    this.#scale = scale(values.scale);
  }

  /** @returns Undefined when all values are the defaults, which Lavalink takes for none although their formula is not. */
  static of(values: DistortionValues | null | undefined): Distortion | undefined {
    if (!values) return undefined;
    const distortion = new Distortion(values);
    return distortion.#isDefault() ? undefined : distortion;
  }

  process(samples: Float32Array): Float32Array {
    for (let i = 0; i < samples.length; i++) {
      const sample = samples[i] ?? 0;
      const sin = this.#sinOffset + Math.sin(sample * this.#sinScale);
      const cos = this.#cosOffset + Math.cos(sample * this.#cosScale);
      const tan = this.#tanOffset + Math.tan(sample * this.#tanScale);
      samples[i] = this.#offset + this.#scale * sin * cos * tan;
    }
    return clipped(samples);
  }

  #isDefault(): boolean {
    const offsets = [this.#sinOffset, this.#cosOffset, this.#tanOffset, this.#offset];
    const scales = [this.#sinScale, this.#cosScale, this.#tanScale, this.#scale];
    return offsets.every((value) => value === 0) && scales.every((value) => value === 1);
  }
}

function offset(value: number | undefined): number {
  return held(value, -MOST, MOST, 0);
}

function scale(value: number | undefined): number {
  return held(value, -MOST, MOST, 1);
}
