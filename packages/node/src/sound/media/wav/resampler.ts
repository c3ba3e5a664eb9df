import { SAMPLE_RATE } from '../../samples.ts';

/** Zero crossings of the kernel on each side: 16 keep what is heard and what is not 80 dB apart. */
const CROSSINGS = 16;
/** Places between two samples that the kernel is known at; between them it is interpolated. */
const PHASES = 256;
const KAISER_BETA = 9;

/** Brings interleaved stereo of any sample rate to 48 kHz, by a windowed sinc. */
export class Resampler {
  /** Input samples for each output sample. */
  readonly #step: number;
  readonly #reach: number;
  readonly #taps: number;
  readonly #kernel: Float32Array;
  /** Input that is still needed, starting `#reach` samples before the next output. */
  #pending: Float32Array;
  /** Place of the next output sample in the pending input. */
  #at: number;

  constructor(sampleRate: number) {
    this.#step = sampleRate / SAMPLE_RATE;
    const cutoff = Math.min(1, 1 / this.#step) * 0.97;
    this.#reach = Math.ceil(CROSSINGS / cutoff);
    this.#taps = this.#reach * 2;
    this.#kernel = makeKernel(cutoff, this.#reach);
    this.#pending = new Float32Array(this.#reach * 2);
    this.#at = this.#reach;
  }

  /** Takes the next samples, and gives those that can be made now. */
  process(input: Float32Array): Float32Array {
    const pending = new Float32Array(this.#pending.length + input.length);
    pending.set(this.#pending);
    pending.set(input, this.#pending.length);
    const available = pending.length / 2 - this.#reach;
    const count = Math.max(0, Math.ceil((available - this.#at) / this.#step));
    const output = new Float32Array(count * 2);
    for (let i = 0; i < count; i += 1) this.#sample(pending, this.#at + i * this.#step, output, i * 2);
    this.#at += count * this.#step;
    const used = Math.max(0, Math.min(Math.floor(this.#at) - this.#reach, pending.length / 2));
    this.#pending = pending.slice(used * 2);
    this.#at -= used;
    return output;
  }

  /** What is left when there is no more input. */
  flush(): Float32Array {
    return this.process(new Float32Array(this.#reach * 2));
  }

  #sample(input: Float32Array, place: number, output: Float32Array, to: number): void {
    const base = Math.floor(place);
    const phase = (place - base) * PHASES;
    const row = Math.floor(phase);
    const share = phase - row;
    let here = row * this.#taps;
    let from = (base - this.#reach + 1) * 2;
    let left = 0;
    let right = 0;
    for (let tap = 0; tap < this.#taps; tap += 1) {
      const low = this.#kernel[here] ?? 0;
      const weight = low + share * ((this.#kernel[here + this.#taps] ?? 0) - low);
      left += weight * (input[from] ?? 0);
      right += weight * (input[from + 1] ?? 0);
      here += 1;
      from += 2;
    }
    output[to] = left;
    output[to + 1] = right;
  }
}

/** One row a phase, and one more to interpolate towards. */
function makeKernel(cutoff: number, reach: number): Float32Array {
  const taps = reach * 2;
  const kernel = new Float32Array((PHASES + 1) * taps);
  for (let phase = 0; phase <= PHASES; phase += 1) {
    for (let tap = 0; tap < taps; tap += 1) {
      const distance = tap - reach + 1 - phase / PHASES;
      kernel[phase * taps + tap] = cutoff * sinc(cutoff * distance) * kaiser(distance / reach);
    }
  }
  return kernel;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : bessel(KAISER_BETA * Math.sqrt(1 - x * x)) / bessel(KAISER_BETA);
}

/** The modified Bessel function of the first kind, order 0. */
function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; k < 30; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
