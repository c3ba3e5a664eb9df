import { inspect } from 'node:util';

/** The values a field of a filter may have. */
export interface NumberRange {
  /** Lower end, itself allowed. */
  readonly min?: number;
  /** Lower end, itself not allowed. */
  readonly above?: number;
  /** Upper end, itself allowed. */
  readonly max: number;
}

/** The range in words, as `from 0 to 1` or `above 0, at most 14`. */
export function rangeText({ min, above, max }: NumberRange): string {
  return above === undefined ? `from ${min ?? -max} to ${max}` : `above ${above}, at most ${max}`;
}

/** @throws TypeError or RangeError naming the field, its range and the value. */
export function numberIn(name: string, value: unknown, range: NumberRange): number {
  const expected = `a number ${rangeText(range)}`;
  if (typeof value !== 'number' || Number.isNaN(value)) {
    throw new TypeError(`${name} must be ${expected}, but is ${inspect(value, { depth: 0, maxStringLength: 80 })}.`);
  }
  const { min = -range.max, above = Number.NEGATIVE_INFINITY, max } = range;
  if (value < min || value <= above || value > max)
    throw new RangeError(`${name} must be ${expected}, but is ${value}.`);
  // JSON has no -0, so what comes back from a node would differ.
  return value + 0;
}
