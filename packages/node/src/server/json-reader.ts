import { badRequest } from './http-error.ts';

/** An object of a request body whose fields are not checked yet. */
export type JsonFields = Readonly<Record<string, unknown>>;

const WHOLE = /^-?\d+$/;
const DECIMAL = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const INT_RANGE = 2 ** 31;
const LONG_RANGE = 2 ** 63;

/*
 * The readers below take what the real server takes: numbers and booleans in quotes are read as what they say
 * (`test/fixtures/golden/session.json`, "volume as text"), a fraction is no whole number, a number is no text.
 * Everything else is a 400 without detail, as there.
 */

/** An object with any fields. */
export function fields(value: unknown): JsonFields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badRequest();
  return Object.fromEntries(Object.entries(value));
}

/** A list. */
export function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw badRequest();
  return value;
}

/** A text. */
export function text(value: unknown): string {
  if (typeof value !== 'string') throw badRequest();
  return value;
}

/** `true` or `false`, also in quotes. */
export function boolean(value: unknown): boolean {
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw badRequest();
}

/** A whole number of 32 bits, also in quotes. */
export function int(value: unknown): number {
  return whole(value, INT_RANGE);
}

/** A whole number of 64 bits, also in quotes. Beyond 2^53 the last digits are lost. */
export function long(value: unknown): number {
  return whole(value, LONG_RANGE);
}

/** A number with a fraction, also in quotes. */
export function decimal(value: unknown): number {
  const number = typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw badRequest();
  return number;
}

/** `null`, or whatever `read` reads. */
export function nullable<T>(value: unknown, read: (value: unknown) => T): T | null {
  return value === null ? null : read(value);
}

/** Reads a field only when it is there: an absent field and a `null` are different things in an update. */
export function optional<T>(from: JsonFields, key: string, read: (value: unknown) => T): T | undefined {
  return Object.hasOwn(from, key) ? read(from[key]) : undefined;
}

function whole(value: unknown, range: number): number {
  const number = typeof value === 'string' && WHOLE.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number)) throw badRequest();
  if (number < -range || number >= range) throw badRequest();
  return number === 0 ? 0 : number;
}
