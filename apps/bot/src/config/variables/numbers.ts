import { type Field, withFallback } from '../field.ts';
import { wholeNumber } from '../readers.ts';

/** Node's timers hold 31 bits; a longer wait would fire at once. */
export const LONGEST_TIMER_MS = 2_147_483_647;

/** A whole number, both ends included. */
export function number(group: string, about: string, min: number, max: number, fallback: string): Field<number> {
  return withFallback(
    { group, about, allowed: `a whole number from ${min} to ${max}`, fallback },
    wholeNumber(min, max),
  );
}

/** A duration. */
export function milliseconds(group: string, about: string, min: number, max: number, fallback: string): Field<number> {
  const allowed = `a whole number of milliseconds from ${min} to ${max}`;
  return withFallback({ group, about, allowed, fallback }, wholeNumber(min, max));
}

/** A time until the bot leaves; 0 for never. */
export function leave(group: string, about: string, fallback: string): Field<number> {
  const allowed = `a whole number of milliseconds from 1000 to ${LONGEST_TIMER_MS}, or 0 for never`;
  return withFallback({ group, about, allowed, fallback }, wholeNumber(1_000, LONGEST_TIMER_MS, { orZero: true }));
}
