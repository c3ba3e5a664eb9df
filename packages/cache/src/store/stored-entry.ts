import type { StoredEntry } from './store.ts';

/** How far clocks of machines may differ. What is from further ahead was written before the clock was set back. */
export const CLOCK_SKEW_MS = 60_000;

/**
 * Whether an entry counts at a time. One that says it was stored later than now does not: the clock was set back, and it
 * would live longer than it should.
 */
export function isAlive(entry: Pick<StoredEntry, 'storedAt' | 'expiresAt'>, now: number): boolean {
  return entry.expiresAt > now && entry.storedAt <= now + CLOCK_SKEW_MS;
}

/** Bytes of a key and its value. */
export function contentBytes(key: string, entry: StoredEntry): number {
  return Buffer.byteLength(key) + entry.bytes.byteLength;
}
