import { knownOptions } from '@reprise/options';
import type { FilterName } from './filter-data.ts';
import { type NumberRange, numberIn } from './number-range.ts';

/** A filter whose fields are all numbers. */
export type NumericFilterName = Exclude<FilterName, 'volume' | 'equalizer'>;

export const NUMERIC_FILTERS: readonly NumericFilterName[] = [
  'karaoke',
  'timescale',
  'tremolo',
  'vibrato',
  'distortion',
  'rotation',
  'channelMix',
  'lowPass',
];

/** What a field of a filter may be, and what it is when it is left out. */
export interface FilterField extends NumberRange {
  readonly default: number;
}

export const VOLUME_RANGE: NumberRange = { min: 0, max: 5 };

const SHARE: NumberRange = { min: 0, max: 1 };
/** Half of the 48 kHz that Discord plays: no sound is higher. */
const AUDIBLE_HZ: NumberRange = { min: 0, max: 24_000 };
/** Lavalink takes any number here, and 0 or a float that overflows then breaks the sound. */
const FACTOR: NumberRange = { min: 0.01, max: 100 };
/** Lavalink has no bounds here; these keep a number from overflowing its float. */
const ANY: NumberRange = { min: -1_000, max: 1_000 };

/**
 * The fields of the filters that consist of numbers. Defaults are those of the protocol, ranges those in which the
 * filters' own arithmetic works: a node checks none of them (`packages/node/test/fixtures/golden/session.json`).
 */
export const FILTER_FIELDS: Readonly<Record<NumericFilterName, Readonly<Record<string, FilterField>>>> = {
  karaoke: {
    level: { ...SHARE, default: 1 },
    monoLevel: { ...SHARE, default: 1 },
    filterBand: { ...AUDIBLE_HZ, default: 220 },
    filterWidth: { ...AUDIBLE_HZ, default: 100 },
  },
  timescale: {
    speed: { ...FACTOR, default: 1 },
    pitch: { ...FACTOR, default: 1 },
    rate: { ...FACTOR, default: 1 },
  },
  tremolo: {
    frequency: { above: 0, max: 1_000, default: 2 },
    depth: { above: 0, max: 1, default: 0.5 },
  },
  vibrato: {
    frequency: { above: 0, max: 14, default: 2 },
    depth: { above: 0, max: 1, default: 0.5 },
  },
  distortion: {
    sinOffset: { ...ANY, default: 0 },
    sinScale: { ...ANY, default: 1 },
    cosOffset: { ...ANY, default: 0 },
    cosScale: { ...ANY, default: 1 },
    tanOffset: { ...ANY, default: 0 },
    tanScale: { ...ANY, default: 1 },
    offset: { ...ANY, default: 0 },
    scale: { ...ANY, default: 1 },
  },
  rotation: { rotationHz: { min: -100, max: 100, default: 0 } },
  channelMix: {
    leftToLeft: { ...SHARE, default: 1 },
    leftToRight: { ...SHARE, default: 0 },
    rightToLeft: { ...SHARE, default: 0 },
    rightToRight: { ...SHARE, default: 1 },
  },
  lowPass: { smoothing: { min: 0, max: 1_000, default: 20 } },
};

/** Every field of a filter: as given, or else as before, or else the protocol's default. */
export function completeFields(
  filter: NumericFilterName,
  given: object,
  before: object | null | undefined,
): Readonly<Record<string, number>> {
  const owner = `Filters.${filter}`;
  const fields = FILTER_FIELDS[filter];
  knownOptions(owner, given, Object.keys(fields));
  const values = new Map(Object.entries({ ...before, ...definedOf(given) }));
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const value = values.has(name) ? values.get(name) : field.default;
      return [name, numberIn(`${owner}: ${name}`, value, field)];
    }),
  );
}

function definedOf(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
