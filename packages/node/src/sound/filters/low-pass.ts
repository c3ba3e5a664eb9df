import type { LowPass as LowPassValues } from '@reprise/protocol';
import { held, settled } from './pcm.ts';
import type { SoundFilter } from './sound-filter.ts';

/** Beyond this nothing is heard any more. */
const SMOOTHEST = 1_000_000;

/** Takes high frequencies away: each sample goes only a part of the way, `1 / smoothing`, to the new one. */
export class LowPass implements SoundFilter {
  readonly #share: number;
  #left = 0;
  #right = 0;

  private constructor(smoothing: number) {
    this.#share = 1 / smoothing;
  }

  /** @returns Undefined when the sound would stay the same. */
  static of(values: LowPassValues | null | undefined): LowPass | undefined {
    if (!values) return undefined;
    const smoothing = held(values.smoothing, 1, SMOOTHEST, 20);
    return smoothing === 1 ? undefined : new LowPass(smoothing);
  }

  process(samples: Float32Array): Float32Array {
    const share = this.#share;
    let left = this.#left;
    let right = this.#right;
    for (let i = 0; i < samples.length; i += 2) {
      left += ((samples[i] ?? 0) - left) * share;
      right += ((samples[i + 1] ?? 0) - right) * share;
      samples[i] = left;
      samples[i + 1] = right;
    }
    this.#left = settled(left);
    this.#right = settled(right);
    return samples;
  }
}
