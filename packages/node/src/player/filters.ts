import type { EqualizerBand, Filters, JsonObject } from '@reprise/protocol';
import { brokenRequest } from '../server/http-error.ts';
import { decimal, fields, int, list, nullable, optional } from '../server/json-reader.ts';

/** Values of a filter's fields when they are left out. */
type Defaults = Readonly<Record<string, number>>;

/** The filters whose fields are all numbers, in the order they are answered, with what a left-out field means. */
const NUMERIC_FILTERS: Readonly<Record<string, Defaults>> = {
  karaoke: { level: 1, monoLevel: 1, filterBand: 220, filterWidth: 100 },
  timescale: { speed: 1, pitch: 1, rate: 1 },
  tremolo: { frequency: 2, depth: 0.5 },
  vibrato: { frequency: 2, depth: 0.5 },
  distortion: { sinOffset: 0, sinScale: 1, cosOffset: 0, cosScale: 1, tanOffset: 0, tanScale: 1, offset: 0, scale: 1 },
  rotation: { rotationHz: 0 },
  channelMix: { leftToLeft: 1, leftToRight: 0, rightToLeft: 0, rightToRight: 1 },
  lowPass: { smoothing: 20 },
};

/** Names of all filters, as `/v4/info` lists them. */
export const FILTER_NAMES: readonly string[] = ['volume', 'equalizer', ...Object.keys(NUMERIC_FILTERS)];

const BANDS = 15;
/** A band without a gain gets the highest one, not none: `test/fixtures/golden/session.json`, "a band without gain". */
const DEFAULT_GAIN = 1;

/**
 * Reads filters from an update: ranges unchecked, unknown names and plugin filters dropped, left-out fields filled in,
 * as the real server does (`test/fixtures/golden/session.json`, from "filters: volume" on).
 *
 * @throws HttpError 400 for a field of another type, 500 for an equalizer band beyond the last.
 */
export function readFilters(value: unknown): Filters {
  const given = fields(value);
  const volume = optional(given, 'volume', decimal);
  const equalizer = optional(given, 'equalizer', (bands) => list(bands).map(readBand));
  // Read for its type only: this node has no plugins.
  optional(given, 'pluginFilters', fields);
  const numeric = Object.entries(NUMERIC_FILTERS).flatMap(([name, defaults]): [string, JsonObject][] => {
    const filter = optional(given, name, (filter) => nullable(filter, (filter) => readNumbers(filter, defaults)));
    return filter === undefined || filter === null ? [] : [[name, filter]];
  });
  return {
    ...(volume === undefined ? {} : { volume }),
    ...(equalizer === undefined ? {} : { equalizer }),
    ...Object.fromEntries(numeric),
  };
}

function readNumbers(value: unknown, defaults: Defaults): JsonObject {
  const given = fields(value);
  return Object.fromEntries(
    Object.entries(defaults).map(([name, fallback]) => [name, optional(given, name, decimal) ?? fallback]),
  );
}

function readBand(value: unknown): EqualizerBand {
  const given = fields(value);
  const band = int(given.band);
  const gain = optional(given, 'gain', decimal) ?? DEFAULT_GAIN;
  if (band < 0 || band >= BANDS) {
    throw brokenRequest(
      `Request processing failed: java.lang.ArrayIndexOutOfBoundsException: Index ${band} out of bounds for length ${BANDS}`,
    );
  }
  return { band, gain };
}
