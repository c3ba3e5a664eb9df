import { inspect } from 'node:util';

/**
 * The value as a node will get it, and apart from the caller's object.
 *
 * @throws TypeError naming the filter, when JSON cannot hold the value.
 */
export function jsonOf(filter: string, value: unknown): unknown {
  const json = stringify(filter, value);
  if (json === undefined) throw notJson(filter, value);
  return JSON.parse(json);
}

// JSON.stringify answers undefined for undefined, functions and symbols; its type does not say so.
function stringify(filter: string, value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    throw notJson(filter, value, { cause });
  }
}

function notJson(filter: string, value: unknown, options?: ErrorOptions): TypeError {
  const shown = inspect(value, { depth: 0, maxStringLength: 80 });
  return new TypeError(`Filters.plugin: the value of ${filter} must be JSON, but is ${shown}.`, options);
}
