import type { JsonObject } from '@reprise/protocol';
import { isObject } from '../rest/load-result.ts';
import { fail, record } from './fields.ts';

/** Beyond this, what handles it by recursion runs out of stack. */
const DEEPEST = 64;
/** Values in one bag of notes. */
const MOST_VALUES = 10_000;

/**
 * Notes of a bot or a plugin as JSON has them: what JSON leaves out is left out. When they cannot be JSON at all (they
 * contain themselves, are nested deeper than 64 levels, or have more than 10,000 values), there are none, since a track
 * without its notes is better than no snapshot.
 */
export function plainNotes(notes: JsonObject): JsonObject {
  if (isPlain(notes)) return notes;
  const json = roundTrip(notes);
  return isObject(json) && isPlain(json) ? json : {};
}

/** Notes as {@link plainNotes} leaves them. @throws {@link SnapshotDamagedError} for anything else. */
export function readNotes(part: string, value: unknown): JsonObject {
  const notes = record(part, value);
  return isPlain(notes) ? notes : fail(part);
}

/** Without recursion, and without an end where an object contains itself. */
function isPlain(root: JsonObject): boolean {
  let level: object[] = [root];
  let count = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    const next: object[] = [];
    for (const parent of level) {
      if (!isPlainObject(parent)) return false;
      const values = Object.values(parent);
      count += values.length;
      if (count > MOST_VALUES) return false;
      for (const value of values) {
        if (typeof value === 'object' && value !== null) next.push(value);
        else if (!isPlainValue(value)) return false;
      }
    }
    if (depth > DEEPEST) return false;
    level = next;
  }
  return true;
}

function isPlainObject(value: object): boolean {
  if (Array.isArray(value)) return Object.keys(value).length === value.length;
  // A key of this name sets the prototype of whatever it is copied to by assignment.
  return Object.getPrototypeOf(value) === Object.prototype && !Object.hasOwn(value, '__proto__');
}

function isPlainValue(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function roundTrip(notes: JsonObject): unknown {
  try {
    return JSON.parse(JSON.stringify(notes), (key, value: unknown) => (key === '__proto__' ? undefined : value));
  } catch {
    return undefined;
  }
}
