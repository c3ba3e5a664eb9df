import { inspect } from 'node:util';

/** The values a number option may have, both ends included. */
export interface NumberRange {
  /** @defaultValue no lower end */
  readonly min?: number;
  /** @defaultValue no upper end */
  readonly max?: number;
}

/**
 * Makes sure that `options` is an object and has no key outside `known`: a misspelt option must not be ignored.
 *
 * @throws TypeError naming the owner, the unknown option and the known ones.
 */
export function knownOptions(owner: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    // Not its content: options hold passwords.
    throw new TypeError(
      `${owner}: options must be an object, but is ${Array.isArray(options) ? 'a list' : kindOf(options)}.`,
    );
  }
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      throw new TypeError(`${owner}: there is no option ${JSON.stringify(key)}; there are ${known.join(', ')}.`);
    }
  }
}

/** A whole number within the range. @throws TypeError or RangeError naming the option and the value. */
export function wholeNumber(name: string, value: unknown, range: NumberRange = {}): number {
  return inRange(name, value, 'a whole number', Number.isSafeInteger(value), range);
}

/** A finite number within the range. @throws TypeError or RangeError naming the option and the value. */
export function finiteNumber(name: string, value: unknown, range: NumberRange = {}): number {
  return inRange(name, value, 'a number', Number.isFinite(value), range);
}

/** Node's timers hold 31 bits; a longer wait would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** A whole number of milliseconds that a timer can hold. @throws TypeError or RangeError naming the option and the value. */
export function durationMs(name: string, value: unknown, range: NumberRange = {}): number {
  const { min = 0, max = LONGEST_TIMER_MS } = range;
  return inRange(name, value, 'a whole number of milliseconds', Number.isSafeInteger(value), { min, max });
}

/** A text that is not empty. @throws TypeError naming the option and the value. */
export function text(name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw wrong(name, 'a text that is not empty', value);
  return value;
}

/** `true` or `false`. @throws TypeError naming the option and the value. */
export function flag(name: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw wrong(name, 'true or false', value);
  return value;
}

/** One of the given words. @throws RangeError naming the option, the choices and the value. */
export function oneOf<const T extends string>(name: string, value: unknown, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined)
    throw new RangeError(`${name} must be one of ${choices.join(', ')}, but is ${shown(value)}.`);
  return found;
}

/** A function. @throws TypeError naming the option and the value. */
export function callable<T>(name: string, value: T): T {
  if (typeof value !== 'function') throw wrong(name, 'a function', value);
  return value;
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : `of type ${typeof value}`;
}

function inRange(name: string, value: unknown, kind: string, isKind: boolean, range: NumberRange): number {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = range;
  const expected = `${kind}${between(min, max)}`;
  if (typeof value !== 'number' || Number.isNaN(value)) throw wrong(name, expected, value);
  if (!isKind || value < min || value > max) throw new RangeError(`${name} must be ${expected}, but is ${value}.`);
  return value;
}

function between(min: number, max: number): string {
  if (Number.isFinite(min) && Number.isFinite(max)) return ` from ${min} to ${max}`;
  if (Number.isFinite(min)) return `, at least ${min}`;
  return Number.isFinite(max) ? `, at most ${max}` : '';
}

function wrong(name: string, expected: string, value: unknown): TypeError {
  return new TypeError(`${name} must be ${expected}, but is ${shown(value)}.`);
}

/** A value as it can stand in a message: on one line, and short, however large it is. */
function shown(value: unknown): string {
  const line = inspect(value, {
    depth: 1,
    breakLength: Number.POSITIVE_INFINITY,
    maxStringLength: 80,
    maxArrayLength: 5,
  });
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}
