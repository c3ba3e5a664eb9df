import { FrameBuffer } from './frame-buffer.ts';
import { PHASES, type SincTable, sincTable } from './sinc-table.ts';

/** Plays faster or slower like a tape, so that speed and pitch change together. Nothing shifts: what comes out begins where the input does. */
export class Resampler {
  /** Frames held back at most. */
  readonly latencyFrames: number;
  readonly #ratio: number;
  readonly #sinc: SincTable;
  readonly #input = new FrameBuffer();
  /** Place of the next frame: whole frames in the buffer, and the part beyond, which never gathers an error of the whole. */
  #whole = 0;
  #part = 0;
  #taken = 0;
  #given = 0;

  /** @param ratio - Frames that go in for each that comes out; above 0. */
  constructor(ratio: number) {
    this.#ratio = ratio;
    this.#sinc = sincTable(ratio);
    this.latencyFrames = this.#sinc.taps / 2 + Math.ceil(ratio);
    // The first frame is the middle of the first sinc.
    this.#input.appendSilence(this.#sinc.taps / 2 - 1);
  }

  process(samples: Float32Array): Float32Array {
    this.#taken += samples.length / 2;
    this.#input.append(samples);
    return this.#ready(Number.POSITIVE_INFINITY);
  }

  flush(): Float32Array {
    const missing = Math.max(0, Math.round(this.#taken / this.#ratio) - this.#given);
    this.#input.appendSilence(this.#sinc.taps + Math.ceil(this.#ratio));
    return this.#ready(missing);
  }

  #ready(most: number): Float32Array {
    const input = this.#input.samples;
    const room = Math.max(0, this.#input.frames - this.#sinc.taps - this.#whole + 1);
    const output = new Float32Array(2 * (Math.ceil(room / this.#ratio) + 1));
    let frames = 0;
    while (frames < most && this.#whole + this.#sinc.taps <= this.#input.frames) {
      this.#draw(input, output, frames);
      const next = this.#part + this.#ratio;
      const steps = Math.floor(next);
      this.#whole += steps;
      this.#part = next - steps;
      frames++;
    }
    const gone = Math.min(this.#whole, this.#input.frames);
    this.#input.drop(gone);
    this.#whole -= gone;
    this.#given += frames;
    return output.subarray(0, 2 * frames);
  }

  #draw(input: Float32Array, output: Float32Array, frame: number): void {
    const { taps, weights } = this.#sinc;
    const place = this.#part * PHASES;
    const phase = Math.floor(place);
    const share = place - phase;
    let row = phase * taps;
    let at = 2 * this.#whole;
    let left = 0;
    let right = 0;
    for (const end = row + taps; row < end; row++) {
      const here = weights[row] ?? 0;
      const weight = here + ((weights[row + taps] ?? 0) - here) * share;
      left += weight * (input[at] ?? 0);
      right += weight * (input[at + 1] ?? 0);
      at += 2;
    }
    output[2 * frame] = left;
    output[2 * frame + 1] = right;
  }
}
