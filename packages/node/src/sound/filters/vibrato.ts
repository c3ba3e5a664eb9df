import type { Vibrato as VibratoValues } from '@reprise/protocol';
import { SAMPLE_RATE } from '../samples.ts';
import { phaseStep, withinTurn } from './oscillator.ts';
import { held } from './pcm.ts';
import type { SoundFilter } from './sound-filter.ts';

const FASTEST_HZ = 14;
/** What the delay swings through at full depth: 2 ms. */
const SWING_FRAMES = 0.002 * SAMPLE_RATE;
/** The four samples a value is drawn between must all be there already. */
const LEAST_DELAY = 3;
/** A power of two above the longest delay, so that places wrap by a mask. */
const RING = 128;

/** Pitch that swings: the sound is read from a delay that grows and shrinks. */
export class Vibrato implements SoundFilter {
  /** The delay in the middle of its swing. So much is cut off at the start and added at the end, so that nothing shifts. */
  readonly latencyFrames: number;
  readonly #swing: number;
  readonly #step: number;
  readonly #left = new Float32Array(RING);
  readonly #right = new Float32Array(RING);
  #phase = 0;
  #write = 0;
  #toCut: number;

  private constructor(depth: number, hz: number) {
    this.#swing = (depth * SWING_FRAMES) / 2;
    this.#step = phaseStep(hz);
    this.latencyFrames = Math.round(LEAST_DELAY + this.#swing);
    this.#toCut = this.latencyFrames;
  }

  /** @returns Undefined when the sound would stay the same. */
  static of(values: VibratoValues | null | undefined): Vibrato | undefined {
    if (!values) return undefined;
    const depth = held(values.depth, 0, 1, 0.5);
    const hz = held(values.frequency, 0, FASTEST_HZ, 2);
    return depth === 0 || hz === 0 ? undefined : new Vibrato(depth, hz);
  }

  process(samples: Float32Array): Float32Array {
    let phase = this.#phase;
    let write = this.#write;
    for (let i = 0; i < samples.length; i += 2) {
      this.#left[write] = samples[i] ?? 0;
      this.#right[write] = samples[i + 1] ?? 0;
      const delay = LEAST_DELAY + this.#swing * (1 + Math.sin(phase));
      const back = Math.ceil(delay);
      const first = write - back - 1;
      samples[i] = between(this.#left, first, back - delay);
      samples[i + 1] = between(this.#right, first, back - delay);
      write = (write + 1) & (RING - 1);
      phase += this.#step;
    }
    this.#write = write;
    this.#phase = withinTurn(phase);
    return this.#cut(samples);
  }

  flush(): Float32Array {
    return this.process(new Float32Array(2 * this.latencyFrames));
  }

  #cut(samples: Float32Array): Float32Array {
    const frames = Math.min(this.#toCut, samples.length / 2);
    this.#toCut -= frames;
    return frames === 0 ? samples : samples.subarray(2 * frames);
  }
}

/** The curve through four neighbours (Hermite, third order), `part` of the way from the second to the third. */
function between(ring: Float32Array, first: number, part: number): number {
  const y0 = ring[first & (RING - 1)] ?? 0;
  const y1 = ring[(first + 1) & (RING - 1)] ?? 0;
  const y2 = ring[(first + 2) & (RING - 1)] ?? 0;
  const y3 = ring[(first + 3) & (RING - 1)] ?? 0;
  const c1 = (y2 - y0) / 2;
  const c2 = y0 - 2.5 * y1 + 2 * y2 - y3 / 2;
  const c3 = (y3 - y0) / 2 + 1.5 * (y1 - y2);
  return ((c3 * part + c2) * part + c1) * part + y1;
}
