import { inspect } from 'node:util';
import { knownOptions, wholeNumber } from '@reprise/options';
import type { EqualizerBand } from '@reprise/protocol';
import { type NumberRange, numberIn } from './number-range.ts';

/** A band of the equalizer with its gain, which has no default: a node takes an absent gain for the highest. */
export type EqualizerGain = Required<EqualizerBand>;

export const LAST_BAND = 14;
export const GAIN_RANGE: NumberRange = { min: -0.25, max: 1 };
/** What a node hears where the gain is absent. */
export const ABSENT_GAIN = 1;

/**
 * The bands in their order, each once: of two gains for a band a node takes the later one.
 *
 * @param absentGain - For bands without a gain; without it they are refused.
 */
export function readBands(bands: unknown, absentGain?: number): readonly EqualizerGain[] {
  if (!Array.isArray(bands)) {
    throw new TypeError(`Filters.equalizer: bands must be a list of { band, gain }, but is ${shown(bands)}.`);
  }
  const gains = new Map(bands.map((band) => readBand(band, absentGain)));
  return [...gains].sort(([a], [b]) => a - b).map(([band, gain]) => ({ band, gain }));
}

function readBand(given: unknown, absentGain: number | undefined): [band: number, gain: number] {
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(`Filters.equalizer: a band must be { band, gain }, but is ${shown(given)}.`);
  }
  knownOptions('Filters.equalizer', given, ['band', 'gain']);
  const fields = new Map<string, unknown>(Object.entries(given));
  const band = wholeNumber('Filters.equalizer: band', fields.get('band'), { min: 0, max: LAST_BAND });
  const gain = fields.get('gain') ?? absentGain;
  return [band, numberIn(`Filters.equalizer: gain of band ${band}`, gain, GAIN_RANGE)];
}

function shown(value: unknown): string {
  return inspect(value, { depth: 0, maxStringLength: 80 });
}
