import type { HeardAudio } from './heard-audio.ts';

/** A tone to listen for. */
export interface Tone {
  readonly frequencyHz: number;
  /** How far it may be off. */
  readonly toleranceHz: number;
  /** What is not as loud is not heard. */
  readonly minDb: number;
}

/** How much of a sound has to be the tone, in dB. */
const SHARE_DB = 6;

/** Whether a tone is the loudest thing in a sound. */
export function isHeard({ frequencyHz, toleranceHz, minDb }: Tone, audio: HeardAudio): boolean {
  const { levelDb } = audio;
  // The cheap questions first: most of the time the answer is no.
  if (levelDb < minDb || audio.levelDbAt(frequencyHz) < levelDb - SHARE_DB) return false;
  return Math.abs((audio.frequencyHz ?? 0) - frequencyHz) <= toleranceHz;
}
