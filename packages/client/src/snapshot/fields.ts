import { SnapshotDamagedError } from '../errors/snapshot-errors.ts';
import { isObject } from '../rest/load-result.ts';

// Each takes a value read from outside for what it should be, or throws SnapshotDamagedError naming its part.

export function fail(part: string, options?: ErrorOptions): never {
  throw new SnapshotDamagedError(`its part ${JSON.stringify(part)} is wrong`, options);
}

export function record(part: string, value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : fail(part);
}

export function list(part: string, value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : fail(part);
}

export function text(part: string, value: unknown): string {
  return typeof value === 'string' ? value : fail(part);
}

export function textOrNull(part: string, value: unknown): string | null {
  return value === null ? null : text(part, value);
}

export function flag(part: string, value: unknown): boolean {
  return typeof value === 'boolean' ? value : fail(part);
}

/** A finite number. */
export function number(part: string, value: unknown, min: number = Number.NEGATIVE_INFINITY): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= min ? value : fail(part);
}

/** A whole number from 0 up. */
export function whole(part: string, value: unknown, max: number = Number.MAX_SAFE_INTEGER): number {
  return Number.isSafeInteger(value) && number(part, value, 0) <= max ? number(part, value) : fail(part);
}

/** An id of Discord. */
export function snowflake(part: string, value: unknown): string {
  return /^[1-9]\d{0,19}$/.test(text(part, value)) ? text(part, value) : fail(part);
}

export function oneOf<const T extends string>(part: string, value: unknown, choices: readonly T[]): T {
  return choices.find((choice) => choice === value) ?? fail(part);
}
