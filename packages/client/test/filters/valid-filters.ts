import fc from 'fast-check';
import type { FilterData } from '../../src/filters/filter-data.ts';
import { Filters } from '../../src/filters/filters.ts';

export type NumericName =
  | 'karaoke'
  | 'timescale'
  | 'tremolo'
  | 'vibrato'
  | 'distortion'
  | 'rotation'
  | 'channelMix'
  | 'lowPass';

/** Lowest and highest valid value, by filter and field, and the nearest invalid ones. Written by hand, not derived. */
interface Bounds {
  readonly lowest: number;
  readonly highest: number;
  readonly tooLow: number;
  readonly tooHigh: number;
}

const closed = (lowest: number, highest: number): Bounds => ({
  lowest,
  highest,
  tooLow: lowest - 0.001,
  tooHigh: highest + 0.001,
});
const above0 = (highest: number): Bounds => ({ lowest: 1e-9, highest, tooLow: 0, tooHigh: highest + 0.001 });
const number = closed(-1_000, 1_000);

const BOUNDS: Readonly<Record<NumericName, Readonly<Record<string, Bounds>>>> = {
  karaoke: {
    level: closed(0, 1),
    monoLevel: closed(0, 1),
    filterBand: closed(0, 24_000),
    filterWidth: closed(0, 24_000),
  },
  timescale: { speed: closed(0.01, 100), pitch: closed(0.01, 100), rate: closed(0.01, 100) },
  tremolo: { frequency: above0(1_000), depth: above0(1) },
  vibrato: { frequency: above0(14), depth: above0(1) },
  distortion: {
    sinOffset: number,
    sinScale: number,
    cosOffset: number,
    cosScale: number,
    tanOffset: number,
    tanScale: number,
    offset: number,
    scale: number,
  },
  rotation: { rotationHz: closed(-100, 100) },
  channelMix: {
    leftToLeft: closed(0, 1),
    leftToRight: closed(0, 1),
    rightToLeft: closed(0, 1),
    rightToRight: closed(0, 1),
  },
  lowPass: { smoothing: closed(0, 1_000) },
};

export const NUMERIC_NAMES: readonly NumericName[] = [
  'karaoke',
  'timescale',
  'tremolo',
  'vibrato',
  'distortion',
  'rotation',
  'channelMix',
  'lowPass',
];

/** Every field: filter, field, bounds. */
export const FIELDS: readonly (readonly [NumericName, string, Bounds])[] = NUMERIC_NAMES.flatMap((filter) =>
  Object.entries(BOUNDS[filter]).map(([field, within]): readonly [NumericName, string, Bounds] => [
    filter,
    field,
    within,
  ]),
);

/** Sets fields by the filter's name, as a program that knows them only at run time does. */
export function setNumeric(filters: Filters, name: NumericName, fields: Readonly<Record<string, unknown>>): Filters {
  const setters: Record<NumericName, (fields: object) => Filters> = {
    karaoke: (fields) => filters.karaoke(fields),
    timescale: (fields) => filters.timescale(fields),
    tremolo: (fields) => filters.tremolo(fields),
    vibrato: (fields) => filters.vibrato(fields),
    distortion: (fields) => filters.distortion(fields),
    rotation: (fields) => filters.rotation(fields),
    channelMix: (fields) => filters.channelMix(fields),
    lowPass: (fields) => filters.lowPass(fields),
  };
  return setters[name](fields);
}

const within = ({ lowest, highest }: Bounds): fc.Arbitrary<number> =>
  fc.double({ min: lowest, max: highest, noNaN: true });

const numeric: fc.Arbitrary<(filters: Filters) => Filters> = fc.constantFrom(...NUMERIC_NAMES).chain((name) => {
  const fields = Object.entries(BOUNDS[name]).map(([field, allowed]) => [field, within(allowed)] as const);
  return fc
    .record(Object.fromEntries(fields), { requiredKeys: [] })
    .map((given) => (filters: Filters) => setNumeric(filters, name, given));
});

const equalizer: fc.Arbitrary<(filters: Filters) => Filters> = fc
  .array(fc.record({ band: fc.integer({ min: 0, max: 14 }), gain: fc.double({ min: -0.25, max: 1, noNaN: true }) }))
  .map((bands) => (filters: Filters) => filters.equalizer(bands));

const volume: fc.Arbitrary<(filters: Filters) => Filters> = fc
  .double({ min: 0, max: 5, noNaN: true })
  .map((volume) => (filters: Filters) => filters.volume(volume));

const preset: fc.Arbitrary<(filters: Filters) => Filters> = fc.constantFrom(...Filters.presets).map(
  ({ name }) =>
    (filters: Filters) =>
      filters.apply(name),
);

const plugin: fc.Arbitrary<(filters: Filters) => Filters> = fc.tuple(fc.string({ minLength: 1 }), fc.jsonValue()).map(
  ([name, value]) =>
    (filters: Filters) =>
      filters.plugin(name, value),
);

/** Filters made by any calls with valid values. */
export function validFilters(): fc.Arbitrary<Filters> {
  return fc
    .array(fc.oneof({ weight: 4, arbitrary: numeric }, equalizer, volume, preset, plugin), { maxLength: 12 })
    .map((calls) => calls.reduce((filters, call) => call(filters), new Filters()));
}

/** As they travel. */
export function sent(filters: Filters): FilterData {
  return JSON.parse(JSON.stringify(filters));
}
