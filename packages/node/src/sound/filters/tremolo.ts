import type { Tremolo as TremoloValues } from '@reprise/protocol';
import { phaseStep, withinTurn } from './oscillator.ts';
import { held } from './pcm.ts';
import type { SoundFilter } from './sound-filter.ts';

const FASTEST_HZ = 1_000;

/** Volume that swings between all and `1 - depth`. */
export class Tremolo implements SoundFilter {
  readonly #swing: number;
  readonly #step: number;
  #phase = 0;

  private constructor(depth: number, hz: number) {
    this.#swing = depth / 2;
    this.#step = phaseStep(hz);
  }

  /** @returns Undefined when the sound would stay the same. */
  static of(values: TremoloValues | null | undefined): Tremolo | undefined {
    if (!values) return undefined;
    const depth = held(values.depth, 0, 1, 0.5);
    const hz = held(values.frequency, 0, FASTEST_HZ, 2);
    return depth === 0 || hz === 0 ? undefined : new Tremolo(depth, hz);
  }

  process(samples: Float32Array): Float32Array {
    const swing = this.#swing;
    let phase = this.#phase;
    for (let i = 0; i < samples.length; i += 2) {
      const level = 1 - swing + swing * Math.sin(phase);
      samples[i] = (samples[i] ?? 0) * level;
      samples[i + 1] = (samples[i + 1] ?? 0) * level;
      phase += this.#step;
    }
    this.#phase = withinTurn(phase);
    return samples;
  }
}
