import type { StoredEntry } from '../store/store.ts';
import { CLOCK_SKEW_MS, isAlive } from '../store/stored-entry.ts';

/** What an entry takes in memory beside its key and value, in bytes. */
export const OVERHEAD_BYTES = 200;

/** A value in memory. All times are milliseconds since 1970. */
export interface Entry<V> {
  readonly key: string;
  readonly value: V;
  /** What it takes in memory. */
  readonly bytes: number;
  readonly storedAt: number;
  readonly freshUntil: number;
  /** Until then it is given at once, while it is made anew. */
  readonly staleUntil: number;
  /** Until then it is given when it cannot be made anew. */
  readonly expiresAt: number;
  /** What it took to make it, in milliseconds. */
  readonly costMs: number;
  /** Until then nobody has to be asked: it is fresh, and others cannot have changed it for long. */
  goodUntil: number;
  /** Until then memory is believed. */
  recheckAt: number;
  accessCount: number;
  lastAccessed: number;
}

/** Whether an entry can be given without asking anybody. */
export function isGood(entry: Entry<unknown>, now: number): boolean {
  return now < entry.goodUntil && entry.storedAt <= now + CLOCK_SKEW_MS;
}

/** Whether an entry can be given at once, be it stale. */
export function isServable(entry: Entry<unknown>, now: number): boolean {
  return now < entry.staleUntil && entry.storedAt <= now + CLOCK_SKEW_MS;
}

/** Whether an entry counts at all. */
export function isUsable(entry: Entry<unknown>, now: number): boolean {
  return isAlive(entry, now);
}

/** Believes what is in memory until `recheckAt`. */
export function believe(entry: Entry<unknown>, recheckAt: number): void {
  entry.recheckAt = recheckAt;
  entry.goodUntil = Math.min(entry.freshUntil, recheckAt);
}

/** Whether the times of what a store gave make sense. */
export function isPlausible(stored: StoredEntry): boolean {
  const { storedAt, freshUntil, expiresAt, costMs } = stored;
  return (
    Number.isFinite(storedAt) &&
    Number.isFinite(expiresAt) &&
    storedAt <= freshUntil &&
    freshUntil <= expiresAt &&
    costMs >= 0 &&
    Number.isFinite(costMs) &&
    stored.bytes instanceof Uint8Array
  );
}
