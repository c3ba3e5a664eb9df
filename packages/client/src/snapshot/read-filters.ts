import type { Filters as FilterData } from '@reprise/protocol';
import { NUMERIC_FILTERS } from '../filters/filter-fields.ts';
import { Filters } from '../filters/filters.ts';
import { isObject } from '../rest/load-result.ts';
import { fail } from './fields.ts';
import { readNotes } from './plain-json.ts';

/** Filters that can be set. @throws {@link SnapshotDamagedError} for anything else. */
export function readFilters(part: string, value: unknown): FilterData {
  const data = readNotes(part, value);
  if (!isFilterData(data)) return fail(part);
  try {
    return Filters.from(data).toJSON();
  } catch (cause) {
    return fail(part, { cause });
  }
}

/** Whether it is built like filters; ranges are another matter. */
function isFilterData(value: object): value is FilterData {
  if ('volume' in value && typeof value.volume !== 'number') return false;
  if ('equalizer' in value && !(Array.isArray(value.equalizer) && value.equalizer.every(isObject))) return false;
  if ('pluginFilters' in value && !isObject(value.pluginFilters)) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return NUMERIC_FILTERS.every((name) => !fields.has(name) || fields.get(name) === null || isObject(fields.get(name)));
}
