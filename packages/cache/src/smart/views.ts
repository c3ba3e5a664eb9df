import type { Entry } from './entry.ts';
import type { FailureClass } from './failure-class.ts';
import type { PopularKey } from './popularity.ts';
import type { SmartCounts } from './smart-stats.ts';

/** What {@link SmartCache.inspect} tells of an entry. All times are milliseconds since 1970. */
export interface EntryInfo {
  readonly key: string;
  /** Where it is. */
  readonly inMemory: boolean;
  readonly inStore: boolean;
  /** What its key and value take in memory, their places included; undefined when it is not there. */
  readonly bytes: number | undefined;
  readonly storedAt: number;
  readonly freshUntil: number;
  /** From then on it does not count any more. */
  readonly expiresAt: number;
  /** What it took to make it, in milliseconds. */
  readonly costMs: number;
  /** How often it was given out. */
  readonly accessCount: number;
  /** When it was given out last, or stored if it never was. */
  readonly lastAccessed: number;
}

/** What memory knows of an entry. */
export type MemoryInfo = Omit<EntryInfo, 'inMemory' | 'inStore'>;

/** What {@link SmartCache.exportData} answers: plain data, fit for JSON. */
export interface SmartCacheExport<V> {
  /** From the one that was not used for the longest time to the newest. */
  readonly entries: readonly (MemoryInfo & { readonly value: V })[];
  readonly failures: readonly {
    readonly key: string;
    readonly failureClass: FailureClass;
    readonly until: number;
    readonly message: string;
  }[];
  readonly popular: readonly PopularKey[];
  readonly counts: SmartCounts;
  readonly timeSavedMs: number;
}

/** An entry in memory as it is shown. */
export function shownEntry(entry: Entry<unknown>): MemoryInfo {
  const { key, bytes, storedAt, freshUntil, expiresAt, costMs, accessCount, lastAccessed } = entry;
  return { key, bytes, storedAt, freshUntil, expiresAt, costMs, accessCount, lastAccessed: Math.floor(lastAccessed) };
}
