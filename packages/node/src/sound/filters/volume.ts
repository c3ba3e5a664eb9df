import { clipped, held } from './pcm.ts';
import type { SoundFilter } from './sound-filter.ts';

const LOUDEST = 5;
/** So near to 1 Lavalink leaves the sound alone; its curve would make 1 louder by 0.1 dB. */
const SAME = 0.02;
/** Where the curve goes on as a straight line. */
const BEND = 1.5;
const CURVE = 0.79;

/**
 * The factor by which samples grow at a volume, as Lavalink has it: a tangent, since loudness is not heard linearly.
 * For a player's volume in percent hand in a hundredth of it.
 *
 * @param volume - From 0, where 1 is as it is.
 */
export function volumeFactor(volume: number): number {
  if (Math.abs(volume - 1) < SAME) return 1;
  return volume <= BEND ? Math.tan(volume * CURVE) : (Math.tan(BEND * CURVE) * volume) / BEND;
}

/** Louder or quieter. */
export class Volume implements SoundFilter {
  readonly #factor: number;

  private constructor(factor: number) {
    this.#factor = factor;
  }

  /** @returns Undefined when the sound would stay the same. */
  static of(volume: number | undefined): Volume | undefined {
    const factor = volumeFactor(held(volume, 0, LOUDEST, 1));
    return factor === 1 ? undefined : new Volume(factor);
  }

  process(samples: Float32Array): Float32Array {
    const factor = this.#factor;
    for (let i = 0; i < samples.length; i++) samples[i] = (samples[i] ?? 0) * factor;
    return clipped(samples);
  }
}
