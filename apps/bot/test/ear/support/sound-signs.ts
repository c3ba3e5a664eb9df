import { type AudioSide, HeardAudio } from '@reprise/devkit';

/** Something that is told of a sound, and between which numbers it has to be. */
export interface Sign {
  readonly what: string;
  /** `before` is how it sounded without the change. */
  of(audio: HeardAudio, before: HeardAudio): number;
  readonly least: number;
  readonly most: number;
}

/** Signs that a sound does not have, as people read them. */
export function missingSigns(signs: readonly Sign[], audio: HeardAudio, before: HeardAudio): readonly string[] {
  return signs.flatMap(({ what, of, least, most }) => {
    const value = of(audio, before);
    return value >= least && value <= most ? [] : [`${what} is ${value.toFixed(2)}, not ${least} to ${most}`];
  });
}

/** A frequency is louder by so many decibels than before, as far as Opus is exact. */
export function louderBy(db: number, hz: number, side?: AudioSide, within: number = 1.5): Sign {
  return {
    what: `gain at ${hz} Hz${side === undefined ? '' : ` on the ${side}`}`,
    of: (audio, before) => audio.levelDbAt(hz, side) - before.levelDbAt(hz, side),
    least: db - within,
    most: db + within,
  };
}

/** A frequency is louder than before by so many decibels at least. */
export function louder(least: number, hz: number): Sign {
  return { ...louderBy(0, hz), least, most: 20 };
}

/** A frequency is softer than before by so many decibels at least. */
export function softer(least: number, hz: number): Sign {
  return { ...louderBy(0, hz), least: Number.NEGATIVE_INFINITY, most: -least };
}

/** A tenth is left of a frequency at most. */
export function gone(hz: number, side?: AudioSide): Sign {
  return { ...louderBy(0, hz, side), least: Number.NEGATIVE_INFINITY, most: -20 };
}

/** What sounded at one frequency now does at another one, as loud. */
export function movedTo(hz: number, from: number): Sign {
  return {
    what: `level at ${hz} Hz that was at ${from} Hz`,
    of: (audio, before) => audio.levelDbAt(hz) - before.levelDbAt(from),
    least: -3,
    most: 3,
  };
}

/** The loudest frequency. */
export function pitched(hz: number, within: number = 4): Sign {
  return { what: 'pitch', of: (audio) => audio.frequencyHz ?? 0, least: hz - within, most: hz + within };
}

/** It swells so many times a second. */
export function swelling(hz: number, side?: AudioSide): Sign {
  return {
    what: `swells a second${side === undefined ? '' : ` on the ${side}`}`,
    of: (audio) => swingsOf(amplitudes(audio, side), 1_000 / SLICE_MS).hz,
    least: hz - 0.4,
    most: hz + 0.4,
  };
}

/** How alike the swelling of both sides is: 1 is the same, −1 the opposite. */
export function sidesAlike(least: number, most: number): Sign {
  return {
    what: 'likeness of the sides',
    of: (audio) => likeness(amplitudes(audio, 'left'), amplitudes(audio, 'right')),
    least,
    most,
  };
}

/** Its pitch goes up and down so many times a second, and as far. */
export function trembling(hz: number, least: number, most: number): readonly Sign[] {
  return [
    { what: 'trembles a second', of: (audio) => pitchSwings(audio).hz, least: hz - 0.4, most: hz + 0.4 },
    { what: 'hertz up and down', of: (audio) => pitchSwings(audio).height, least, most },
  ];
}

/** Whole periods of all the tones that swell. */
const SLICE_MS = 10;
const PITCH_SLICE_MS = 40;
const PITCH_STEP_MS = 20;
const SLOWEST_HZ = 1;
const FASTEST_HZ = 12;

function amplitudes(audio: HeardAudio, side?: AudioSide): readonly number[] {
  return slices(audio, SLICE_MS, SLICE_MS).map((slice) => {
    const db = side === 'left' ? slice.leftDb : side === 'right' ? slice.rightDb : slice.levelDb;
    return 10 ** (db / 20);
  });
}

function pitchSwings(audio: HeardAudio): { readonly hz: number; readonly height: number } {
  const pitches = slices(audio, PITCH_SLICE_MS, PITCH_STEP_MS).map(({ frequencyHz }) => frequencyHz ?? 0);
  return swingsOf(pitches, 1_000 / PITCH_STEP_MS);
}

function slices(audio: HeardAudio, lengthMs: number, stepMs: number): readonly HeardAudio[] {
  const count = Math.max(0, Math.floor((audio.lengthMs - lengthMs) / stepMs) + 1);
  return Array.from({ length: count }, (_, i) => audio.slice(i * stepMs, i * stepMs + lengthMs));
}

/** How often a second values go up and down mostly, and how far from their middle. */
function swingsOf(values: readonly number[], perSecond: number): { readonly hz: number; readonly height: number } {
  const middle = mean(values);
  let best = { hz: 0, height: 0 };
  for (let hz = SLOWEST_HZ; hz <= FASTEST_HZ; hz += 0.1) {
    let [re, im] = [0, 0];
    for (const [i, value] of values.entries()) {
      const angle = (2 * Math.PI * hz * i) / perSecond;
      re += (value - middle) * Math.cos(angle);
      im += (value - middle) * Math.sin(angle);
    }
    const height = (2 * Math.hypot(re, im)) / values.length;
    if (height > best.height) best = { hz, height };
  }
  return best;
}

function likeness(one: readonly number[], other: readonly number[]): number {
  const [middle, otherMiddle] = [mean(one), mean(other)];
  let [both, squares, otherSquares] = [0, 0, 0];
  for (const [i, value] of one.entries()) {
    const [a, b] = [value - middle, (other[i] ?? 0) - otherMiddle];
    both += a * b;
    squares += a * a;
    otherSquares += b * b;
  }
  return both / Math.sqrt(squares * otherSquares);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** What a formula makes of a sine, for what is too crooked to be told in a number. */
export function bent(hz: number, amplitude: number, formula: (sample: number) => number): HeardAudio {
  const count = 48_000;
  const samples = new Int16Array(2 * count);
  for (let i = 0; i < count; i += 1) {
    const sample = formula(amplitude * Math.sin((2 * Math.PI * hz * i) / count));
    samples.fill(Math.round(32_767 * Math.max(-1, Math.min(1, sample))), 2 * i, 2 * i + 2);
  }
  return new HeardAudio(samples);
}
