import { setTimeout as pause } from 'node:timers/promises';
import { OpusEncoder } from 'mediaplex';
import type { SoundStream } from '../../../src/sound/sound-engine.ts';

const RATE = 48_000;
export const FRAME_SAMPLES = 960;

/** Takes frames as fast as they are made, to the end or until there are so many. */
export async function pull(stream: SoundStream, most: number = Number.POSITIVE_INFINITY): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = [];
  while (frames.length < most) {
    const turn = stream.take();
    if (turn === 'ended') break;
    // Asking without a pause would take the time that the threads need.
    if (turn === 'late') await pause(1);
    else frames.push(turn);
  }
  return frames;
}

/** What is heard of frames: the left side, −1 to 1. */
export function listen(frames: readonly Uint8Array[]): Float32Array {
  const decoder = new OpusEncoder(RATE, 2);
  const heard = new Float32Array(frames.length * FRAME_SAMPLES);
  frames.forEach((frame, index) => {
    const bytes = decoder.decode(Buffer.from(frame));
    for (let i = 0; i < FRAME_SAMPLES; i += 1) heard[index * FRAME_SAMPLES + i] = bytes.readInt16LE(i * 4) / 32_768;
  });
  return heard;
}

/** The loudest frequency, by rising zero crossings: exact to fractions of a hertz for a single tone. */
export function frequencyOf(samples: Float32Array): number {
  let first = -1;
  let last = -1;
  let crossings = 0;
  for (let i = 1; i < samples.length; i += 1) {
    const before = samples[i - 1] ?? 0;
    const here = samples[i] ?? 0;
    if (before >= 0 || here < 0) continue;
    const place = i - here / (here - before);
    if (first < 0) first = place;
    else crossings += 1;
    last = place;
  }
  return crossings === 0 ? 0 : (crossings * RATE) / (last - first);
}

/** Root mean square. */
export function rms(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, samples.length));
}

/** How far two levels are apart, in decibels. */
export function decibels(one: number, other: number): number {
  return 20 * Math.log10(one / other);
}

/** Samples of some frames of what was heard. */
export function framesOf(heard: Float32Array, from: number, to: number): Float32Array {
  return heard.subarray(from * FRAME_SAMPLES, to * FRAME_SAMPLES);
}

/**
 * The largest departure from a pure tone within what should be one: a gap, a repeat or a click stands out in it, because
 * each sample of a sine follows from the two before.
 */
export function roughness(samples: Float32Array, hertz: number): number {
  const factor = 2 * Math.cos((2 * Math.PI * hertz) / RATE);
  let worst = 0;
  for (let i = 2; i < samples.length; i += 1) {
    const expected = factor * (samples[i - 1] ?? 0) - (samples[i - 2] ?? 0);
    worst = Math.max(worst, Math.abs((samples[i] ?? 0) - expected));
  }
  return worst;
}
