import { FrameBuffer } from './frame-buffer.ts';

/** Zero crossings of the sinc on each side: more are sharper and slower. */
const CROSSINGS = 12;
/** Places between two frames for which the sinc is reckoned beforehand; a line is drawn between two of them. */
const PHASES = 256;
/** Where the highs end, of the highest frequency there can be: the rest is for the slope. */
const CUTOFF = 0.92;
/** How far the window of Kaiser presses the sidelobes down: about 60 dB. */
const KAISER_BETA = 6;

/** Plays faster or slower like a tape, so that speed and pitch change together. Nothing shifts: what comes out begins where the input does. */
export class Resampler {
  /** Frames held back at most. */
  readonly latencyFrames: number;
  readonly #ratio: number;
  readonly #taps: number;
  readonly #table: Float64Array;
  readonly #input = new FrameBuffer();
  /** Place of the next frame: whole frames in the buffer, and the part beyond, which never gathers an error of the whole. */
  #whole = 0;
  #part = 0;
  #taken = 0;
  #given = 0;

  /** @param ratio - Frames that go in for each that comes out; above 0. */
  constructor(ratio: number) {
    const half = Math.ceil(CROSSINGS * Math.max(1, ratio));
    this.#ratio = ratio;
    this.#taps = 2 * half;
    this.#table = sincTable(half, CUTOFF / Math.max(1, ratio));
    this.latencyFrames = half + Math.ceil(ratio);
    // The first frame is the middle of the first sinc.
    this.#input.appendSilence(half - 1);
  }

  process(samples: Float32Array): Float32Array {
    this.#taken += samples.length / 2;
    this.#input.append(samples);
    return this.#ready(Number.POSITIVE_INFINITY);
  }

  flush(): Float32Array {
    const missing = Math.max(0, Math.round(this.#taken / this.#ratio) - this.#given);
    this.#input.appendSilence(this.#taps + Math.ceil(this.#ratio));
    return this.#ready(missing);
  }

  #ready(most: number): Float32Array {
    const input = this.#input.samples;
    const room = Math.max(0, this.#input.frames - this.#taps - this.#whole + 1);
    const output = new Float32Array(2 * (Math.ceil(room / this.#ratio) + 1));
    let frames = 0;
    while (frames < most && this.#whole + this.#taps <= this.#input.frames) {
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
    const taps = this.#taps;
    const table = this.#table;
    const place = this.#part * PHASES;
    const phase = Math.floor(place);
    const share = place - phase;
    let row = phase * taps;
    let at = 2 * this.#whole;
    let left = 0;
    let right = 0;
    for (const end = row + taps; row < end; row++) {
      const here = table[row] ?? 0;
      const weight = here + ((table[row + taps] ?? 0) - here) * share;
      left += weight * (input[at] ?? 0);
      right += weight * (input[at + 1] ?? 0);
      at += 2;
    }
    output[2 * frame] = left;
    output[2 * frame + 1] = right;
  }
}

/** Rows of `2 * half` weights, one row for each place between two frames and one for the next frame itself. */
function sincTable(half: number, cutoff: number): Float64Array {
  const taps = 2 * half;
  const table = new Float64Array((PHASES + 1) * taps);
  for (let phase = 0; phase <= PHASES; phase++) {
    const row = table.subarray(phase * taps, (phase + 1) * taps);
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - half + 1 - phase / PHASES;
      const weight = sinc(cutoff * distance) * kaiser(distance / half);
      row[tap] = weight;
      sum += weight;
    }
    // Without this the level would ripple with the place.
    for (let tap = 0; tap < taps; tap++) row[tap] = (row[tap] ?? 0) / sum;
  }
  return table;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : bessel(KAISER_BETA * Math.sqrt(1 - x * x)) / bessel(KAISER_BETA);
}

/** The modified Bessel function of order 0, by its series. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
