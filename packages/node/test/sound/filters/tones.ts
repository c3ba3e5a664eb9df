import type { Filters } from '@reprise/protocol';
import { createFilterChain } from '../../../src/sound/filters/filter-chain.ts';

/** Frames a second. */
export const RATE = 48_000;

/** What both channels do at a frame, by its time in seconds. */
export type Wave = (seconds: number) => number;

export function sine(hz: number, level = 0.25): Wave {
  return (seconds) => level * Math.sin(2 * Math.PI * hz * seconds);
}

export const silence: Wave = () => 0;

/** Interleaved stereo; both channels the same when only one is told. */
export function stereo(seconds: number, left: Wave, right: Wave = left): Float32Array {
  const samples = new Float32Array(Math.round(seconds * RATE) * 2);
  for (let i = 0; i < samples.length; i += 2) {
    samples[i] = left(i / 2 / RATE);
    samples[i + 1] = right(i / 2 / RATE);
  }
  return samples;
}

export type Channel = 'left' | 'right';

export function channel(samples: Float32Array, which: Channel = 'left'): Float32Array {
  const first = which === 'left' ? 0 : 1;
  return Float32Array.from({ length: samples.length / 2 }, (_, i) => samples[2 * i + first] ?? 0);
}

/** A piece of one channel, in seconds. */
export function piece(samples: Float32Array, from: number, to: number, which: Channel = 'left'): Float32Array {
  return channel(samples, which).subarray(Math.round(from * RATE), Math.round(to * RATE));
}

export function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

export function dB(ratio: number): number {
  return 20 * Math.log10(ratio);
}

/** Amplitude of one frequency in a mono piece (Goertzel, under a Hann window so that neighbours do not leak in). */
export function amplitude(mono: Float32Array, hz: number): number {
  const turn = 2 * Math.cos((2 * Math.PI * hz) / RATE);
  let last = 0;
  let before = 0;
  for (let i = 0; i < mono.length; i++) {
    const window = 1 - Math.cos((2 * Math.PI * (i + 0.5)) / mono.length);
    const next = (mono[i] ?? 0) * window + turn * last - before;
    before = last;
    last = next;
  }
  return (2 * Math.sqrt(Math.max(0, last * last + before * before - turn * last * before))) / mono.length;
}

/** Level of all in a mono piece that is not one exact tone. */
export function besides(mono: Float32Array, hz: number): number {
  const angle = (i: number): number => (2 * Math.PI * hz * i) / RATE;
  const share = (wave: (x: number) => number): number =>
    (2 * mono.reduce((sum, sample, i) => sum + sample * wave(angle(i)), 0)) / mono.length;
  const [sin, cos] = [share(Math.sin), share(Math.cos)];
  return rms(mono.map((sample, i) => sample - sin * Math.sin(angle(i)) - cos * Math.cos(angle(i))));
}

/** The frequency between two others at which a mono piece is loudest, to 0.1 Hz. */
export function loudestHz(mono: Float32Array, from: number, to: number): number {
  // A short piece has a broad peak that is found in large steps, the whole piece a narrow one.
  const near = loudestStep(mono.subarray(0, 4_096), from, to, 5);
  const nearer = loudestStep(mono, near - 6, near + 6, 0.5);
  return loudestStep(mono, nearer - 0.5, nearer + 0.5, 0.1);
}

function loudestStep(mono: Float32Array, from: number, to: number, step: number): number {
  let best = from;
  let loudest = 0;
  for (let hz = from; hz <= to; hz += step) {
    const level = amplitude(mono, hz);
    if (level > loudest) [best, loudest] = [hz, level];
  }
  return best;
}

/** The whole sound through a new chain, in chunks of so many frames. Filters that change nothing leave it as it is. */
export function through(filters: Filters, input: Float32Array, chunkFrames: number = RATE): Float32Array {
  const chain = createFilterChain(filters);
  if (!chain) return input;
  const parts: Float32Array[] = [];
  for (let at = 0; at < input.length; at += chunkFrames * 2) {
    parts.push(chain.process(input.subarray(at, at + chunkFrames * 2)));
  }
  parts.push(chain.flush());
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** How many dB a tone is louder after the filters than before, once they have settled. */
export function gainAt(filters: Filters, hz: number): number {
  const before = stereo(1, sine(hz));
  const after = through(filters, before);
  return dB(amplitude(piece(after, 0.5, 1), hz) / amplitude(piece(before, 0.5, 1), hz));
}

/** How often a second a slow swing rises through its middle. */
export function turnsASecond(swing: Float32Array, middle: number): number {
  const rises: number[] = [];
  let below = false;
  for (const [i, value] of swing.entries()) {
    // A rise counts once it comes from well below, so that noise around the middle does not.
    if (value < middle - 0.002 * Math.abs(middle)) below = true;
    else if (below && value >= middle) {
      rises.push(i);
      below = false;
    }
  }
  const [first = 0, last = 0] = [rises.at(0), rises.at(-1)];
  return ((rises.length - 1) * RATE) / (last - first);
}
