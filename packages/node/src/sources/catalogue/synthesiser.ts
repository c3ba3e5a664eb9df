import type { Note } from './notation.ts';
import { WAV_HEADER_BYTES, wavHeader } from './wav.ts';

/** Samples a second of what is rendered; enough for tunes made of low partials, and half the bytes of CD quality. */
const SAMPLE_RATE = 22_050;

/** Loudness of the fundamental and its overtones: a soft, slightly hollow tone, near a celesta. */
const PARTIALS = [1, 0.42, 0.2, 0.08];
const ATTACK_S = 0.008;
const RELEASE_S = 0.18;
/** After this time a held note has faded to 1/e. */
const DECAY_S = 0.9;
/** Two notes may sound at once while one fades, so neither may take more than half of the range. */
const PEAK = 0.42 * 32_767;
const PARTIALS_SUM = PARTIALS.reduce((sum, loudness) => sum + loudness, 0);
/** Silence after the last note, so that it is not cut off. */
const TAIL_S = 0.4;

/** How long a melody lasts, in whole milliseconds, at a tempo in quarter notes a minute. */
export function melodyLengthMs(notes: readonly Note[], tempo: number): number {
  return Math.round((samplesOf(notes, tempo) / SAMPLE_RATE) * 1000);
}

/** Size of the WAV file that {@link renderWav} makes, in bytes. Known without rendering it. */
export function wavBytes(notes: readonly Note[], tempo: number): number {
  return WAV_HEADER_BYTES + samplesOf(notes, tempo) * 2;
}

/**
 * Renders a melody as a WAV file: mono, 16 bit, 22,050 Hz.
 *
 * Gives the event loop a turn between notes: a minute of music is some 50 ms of arithmetic.
 */
export async function renderWav(notes: readonly Note[], tempo: number): Promise<Buffer> {
  const count = samplesOf(notes, tempo);
  const mix = new Float32Array(count);
  let start = 0;
  for (const note of notes) {
    const seconds = secondsOf(note, tempo);
    if (note.midi !== undefined) addNote(mix, Math.round(start * SAMPLE_RATE), note.midi, seconds);
    start += seconds;
    await turn();
  }
  const wav = Buffer.alloc(WAV_HEADER_BYTES + count * 2);
  wavHeader({ sampleRate: SAMPLE_RATE, channels: 1, dataBytes: count * 2 }).copy(wav);
  for (let i = 0; i < count; i += 1) {
    const sample = Math.max(-32_768, Math.min(32_767, Math.round(mix[i] ?? 0)));
    wav.writeInt16LE(sample, WAV_HEADER_BYTES + i * 2);
  }
  return wav;
}

function addNote(mix: Float32Array, start: number, midi: number, seconds: number): void {
  const frequency = 440 * 2 ** ((midi - 69) / 12);
  const end = Math.min(mix.length, start + Math.round((seconds + RELEASE_S) * SAMPLE_RATE));
  const shape = envelope(Math.max(0, end - start), seconds);
  for (const [index, loudness] of PARTIALS.entries()) {
    const partial = frequency * (index + 1);
    if (partial > SAMPLE_RATE / 2) return;
    // A rotating vector gives the next sample with four multiplications instead of a sine.
    const step = (2 * Math.PI * partial) / SAMPLE_RATE;
    const stepCos = Math.cos(step);
    const stepSin = Math.sin(step);
    let cos = (loudness / PARTIALS_SUM) * PEAK;
    let sin = 0;
    for (let i = 0; i < shape.length; i += 1) {
      mix[start + i] = (mix[start + i] ?? 0) + sin * (shape[i] ?? 0);
      const nextCos = cos * stepCos - sin * stepSin;
      sin = sin * stepCos + cos * stepSin;
      cos = nextCos;
    }
  }
}

/** How loud a note is in each of its samples; one curve for all of its partials. */
function envelope(samples: number, seconds: number): Float32Array {
  const fade = Math.exp(-1 / (DECAY_S * SAMPLE_RATE));
  const shape = new Float32Array(samples);
  let decay = 1;
  for (let i = 0; i < samples; i += 1) {
    const at = i / SAMPLE_RATE;
    const attack = Math.min(1, at / ATTACK_S);
    const release = at <= seconds ? 1 : Math.max(0, 1 - (at - seconds) / RELEASE_S);
    shape[i] = attack * release * decay;
    decay *= fade;
  }
  return shape;
}

function samplesOf(notes: readonly Note[], tempo: number): number {
  const seconds = notes.reduce((sum, note) => sum + secondsOf(note, tempo), TAIL_S);
  return Math.round(seconds * SAMPLE_RATE);
}

function secondsOf(note: Note, tempo: number): number {
  return note.length * 4 * (60 / tempo);
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
