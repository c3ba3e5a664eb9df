import type { StoredEntry } from '@reprise/cache';

const LIFE_MS = 86_400_000;

/** An entry that lives for a day. */
export function entryOf(bytes: Uint8Array): StoredEntry {
  const storedAt = Date.now();
  const freshUntil = storedAt + LIFE_MS;
  return { bytes, schemaVersion: 1, storedAt, freshUntil, expiresAt: freshUntil, costMs: 1 };
}
