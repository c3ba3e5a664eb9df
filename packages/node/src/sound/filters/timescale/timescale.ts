import type { Timescale as TimescaleValues } from '@reprise/protocol';
import { held } from '../pcm.ts';
import type { SoundFilter } from '../sound-filter.ts';
import { Resampler } from './resampler.ts';
import { Stretcher } from './stretcher.ts';

/** Beyond these nobody recognises a song, but a track still ends some time and a frame still takes bounded work. */
const SLOWEST = 0.01;
const FASTEST = 100;
const LOWEST = 0.1;
const HIGHEST = 10;

/** How fast and how high a sound is played, each 1 as it is. */
export interface Scale {
  /** Frames that go in for each that comes out. */
  readonly speed: number;
  /** Factor of every frequency. */
  readonly pitch: number;
}

/** What a timescale comes to. A speed or pitch that is not above 0 counts as 1, as nothing sensible could be played. */
export function scaleOf(values: TimescaleValues | null | undefined): Scale {
  const rate = values?.rate ?? 1;
  return {
    speed: factor((values?.speed ?? 1) * rate, SLOWEST, FASTEST),
    pitch: factor((values?.pitch ?? 1) * rate, LOWEST, HIGHEST),
  };
}

function factor(value: number, min: number, max: number): number {
  return value > 0 ? held(value, min, max, 1) : 1;
}

/** Speed without pitch, pitch without speed, or both: first played like a tape to the new pitch, then stretched to the new speed. */
export class Timescale implements SoundFilter {
  readonly speed: number;
  readonly latencyFrames: number;
  readonly #resampler: Resampler | undefined;
  readonly #stretcher: Stretcher | undefined;

  private constructor({ speed, pitch }: Scale) {
    this.speed = speed;
    this.#resampler = pitch === 1 ? undefined : new Resampler(pitch);
    this.#stretcher = speed === pitch ? undefined : new Stretcher(speed / pitch);
    this.latencyFrames = (this.#resampler?.latencyFrames ?? 0) + (this.#stretcher?.latencyFrames ?? 0) * pitch;
  }

  /** @returns Undefined when the sound would stay the same. */
  static of(values: TimescaleValues | null | undefined): Timescale | undefined {
    const scale = scaleOf(values);
    return scale.speed === 1 && scale.pitch === 1 ? undefined : new Timescale(scale);
  }

  process(samples: Float32Array): Float32Array {
    const played = this.#resampler?.process(samples) ?? samples;
    return this.#stretcher?.process(played) ?? played;
  }

  flush(): Float32Array {
    const last = this.#resampler?.flush() ?? new Float32Array(0);
    if (!this.#stretcher) return last;
    const stretched = this.#stretcher.process(last);
    const rest = this.#stretcher.flush();
    const all = new Float32Array(stretched.length + rest.length);
    all.set(stretched);
    all.set(rest, stretched.length);
    return all;
  }
}
