import type { Rotation as RotationValues } from '@reprise/protocol';
import { phaseStep, withinTurn } from './oscillator.ts';
import { held } from './pcm.ts';
import type { SoundFilter } from './sound-filter.ts';

const FASTEST_HZ = 1_000;

/** Sound that turns around the listener: one channel swells while the other fades. */
export class Rotation implements SoundFilter {
  readonly #step: number;
  #phase = 0;

  private constructor(hz: number) {
    this.#step = phaseStep(hz);
  }

  /** @returns Undefined when the sound would stay the same. */
  static of(values: RotationValues | null | undefined): Rotation | undefined {
    // Below zero it turns the other way.
    const hz = held(values?.rotationHz, -FASTEST_HZ, FASTEST_HZ, 0);
    return hz === 0 ? undefined : new Rotation(hz);
  }

  process(samples: Float32Array): Float32Array {
    let phase = this.#phase;
    for (let i = 0; i < samples.length; i += 2) {
      const half = Math.sin(phase) / 2;
      samples[i] = (samples[i] ?? 0) * (0.5 + half);
      samples[i + 1] = (samples[i + 1] ?? 0) * (0.5 - half);
      phase += this.#step;
    }
    this.#phase = withinTurn(phase);
    return samples;
  }
}
