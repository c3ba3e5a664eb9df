import type { ChannelMix as ChannelMixValues } from '@reprise/protocol';
import { clipped, held } from './pcm.ts';
import type { SoundFilter } from './sound-filter.ts';

const MOST = 100;

/** Gives each channel a share of both. */
export class ChannelMix implements SoundFilter {
  readonly #leftToLeft: number;
  readonly #leftToRight: number;
  readonly #rightToLeft: number;
  readonly #rightToRight: number;

  private constructor(values: ChannelMixValues) {
    this.#leftToLeft = held(values.leftToLeft, -MOST, MOST, 1);
    this.#leftToRight = held(values.leftToRight, -MOST, MOST, 0);
    this.#rightToLeft = held(values.rightToLeft, -MOST, MOST, 0);
    this.#rightToRight = held(values.rightToRight, -MOST, MOST, 1);
  }

  /** @returns Undefined when the sound would stay the same. */
  static of(values: ChannelMixValues | null | undefined): ChannelMix | undefined {
    if (!values) return undefined;
    const mix = new ChannelMix(values);
    return mix.#isPlain() ? undefined : mix;
  }

  process(samples: Float32Array): Float32Array {
    const ll = this.#leftToLeft;
    const lr = this.#leftToRight;
    const rl = this.#rightToLeft;
    const rr = this.#rightToRight;
    for (let i = 0; i < samples.length; i += 2) {
      const left = samples[i] ?? 0;
      const right = samples[i + 1] ?? 0;
      samples[i] = ll * left + rl * right;
      samples[i + 1] = lr * left + rr * right;
    }
    return clipped(samples);
  }

  #isPlain(): boolean {
    return this.#leftToLeft === 1 && this.#leftToRight === 0 && this.#rightToLeft === 0 && this.#rightToRight === 1;
  }
}
