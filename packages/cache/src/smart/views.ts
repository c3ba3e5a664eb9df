import { contentBytes } from '../store/stored-entry.ts';
import { type Entry, isServable, isUsable, OVERHEAD_BYTES } from './entry.ts';
import type { FailureClass } from './failure-class.ts';
import type { Loader } from './loader.ts';
import type { PopularKey } from './popularity.ts';
import type { SmartCounts } from './smart-stats.ts';
import type { Tally } from './tally.ts';
import type { Tiers } from './tiers.ts';
import { UNKNOWN } from './unknown.ts';

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

/** An entry in memory: what is known of it, and its value, which may be too old to be given out at once. */
export interface KnownEntry<V> extends MemoryInfo {
  readonly value: V;
}

/** A failure that is still believed. */
export interface KnownFailure {
  readonly key: string;
  readonly failureClass: FailureClass;
  /** Until then the key is not tried again, in milliseconds since 1970. */
  readonly until: number;
  readonly message: string;
}

/** How much there is. */
export interface CacheContent {
  readonly entries: number;
  /** Bytes of keys and values. */
  readonly bytes: number;
}

/** What {@link SmartCache.exportData} answers: plain data, fit for JSON. */
export interface SmartCacheExport<V> {
  /** From the one that was not used for the longest time to the newest. */
  readonly entries: readonly KnownEntry<V>[];
  readonly failures: readonly KnownFailure[];
  readonly popular: readonly PopularKey[];
  readonly counts: SmartCounts;
  readonly timeSavedMs: number;
}

/** Looks at what is there, and changes nothing. */
export class Views<V> {
  readonly #tiers: Tiers<V>;
  readonly #loader: Loader<V>;
  readonly #tally: Tally;

  constructor({ tiers, loader, tally }: { tiers: Tiers<V>; loader: Loader<V>; tally: Tally }) {
    this.#tiers = tiers;
    this.#loader = loader;
    this.#tally = tally;
  }

  /** What memory knows of an entry. */
  ofMemory(key: string): KnownEntry<V> | undefined {
    const entry = this.#tiers.memory.peek(key);
    return entry !== undefined && isUsable(entry, this.#tiers.now()) ? shown(entry) : undefined;
  }

  /** All that memory knows. */
  entries(): KnownEntry<V>[] {
    const now = this.#tiers.now();
    return [...this.#tiers.memory.entries()].filter((entry) => isUsable(entry, now)).map(shown);
  }

  failures(): KnownFailure[] {
    const now = this.#tiers.now();
    const believed = [...this.#loader.negatives.entries()].filter(([, { until }]) => now < until);
    return believed.map(([key, { failureClass, until, cause }]) => {
      const message = cause instanceof Error ? cause.message : String(cause);
      return { key, failureClass, until: Math.floor(until), message };
    });
  }

  /** How much memory and store hold, what is in both once. @throws StoreError when the store cannot be looked through. */
  async content(): Promise<CacheContent> {
    const { memory, store } = this.#tiers;
    let entries = memory.size;
    let bytes = memory.bytes - entries * OVERHEAD_BYTES;
    for await (const [key, stored] of store?.entries() ?? []) {
      if (memory.peek(key) !== undefined) continue;
      entries += 1;
      bytes += contentBytes(key, stored);
    }
    return { entries, bytes };
  }

  /** Whether memory or store have something to give. */
  async has(key: string): Promise<boolean> {
    const known = this.#tiers.memory.peek(key);
    if (known !== undefined && isServable(known, this.#tiers.now())) return true;
    const stored = await this.#stored(key);
    return stored !== undefined && isServable(stored, this.#tiers.now());
  }

  /** What memory and store know of an entry. */
  async of(key: string): Promise<(EntryInfo & KnownEntry<V>) | undefined> {
    const stored = await this.#stored(key);
    const known = this.ofMemory(key);
    const info = known ?? (stored === undefined ? undefined : shown(stored));
    if (info === undefined) return undefined;
    return { ...info, bytes: known?.bytes, inMemory: known !== undefined, inStore: stored !== undefined };
  }

  all(): SmartCacheExport<V> {
    return {
      entries: this.entries(),
      failures: this.failures(),
      popular: this.#tally.popularity.top(Number.POSITIVE_INFINITY, this.#tiers.now()),
      counts: { ...this.#tally.counts },
      timeSavedMs: this.#tally.timeSavedMs,
    };
  }

  async #stored(key: string): Promise<Entry<V> | undefined> {
    const read = await this.#tiers.store?.read(key);
    return read === undefined || read === UNKNOWN ? undefined : this.#tiers.look(key, read);
  }
}

function shown<V>(entry: Entry<V>): KnownEntry<V> {
  const { key, value, bytes, storedAt, freshUntil, expiresAt, costMs, accessCount } = entry;
  const lastAccessed = Math.floor(entry.lastAccessed);
  return { key, bytes, storedAt, freshUntil, expiresAt, costMs, accessCount, lastAccessed, value };
}
