import { type Clock, systemClock } from '@reprise/clock';
import { knownOptions, wholeNumber } from '@reprise/options';
import { LruCache } from '../policy/lru-cache.ts';
import type { Removed, Store, StoredEntry } from './store.ts';
import { StoreError } from './store-error.ts';
import { contentBytes, isAlive } from './stored-entry.ts';

const MIB = 1_048_576;
/** What an entry takes beside its key and value: objects, and places in the lists. */
const OVERHEAD_BYTES = 200;

/** Options of {@link MemoryStore}. */
export interface MemoryStoreOptions {
  /** Bytes it may hold, 200 for each entry beside its key and value. A whole number. @defaultValue `67_108_864` (64 MiB) */
  readonly maxBytes?: number;
  /** Bytes a key and its value may have. A whole number. @defaultValue `1_048_576` (1 MiB) */
  readonly maxEntryBytes?: number;
  /** Where the time comes from. @defaultValue the machine's clock */
  readonly clock?: Pick<Clock, 'now'>;
}

/**
 * Keeps entries in memory, bounded by bytes; what was not used for the longest time goes first. Nothing outlives the
 * process: it is the upper tier of {@link tiered}, and the store of tests.
 *
 * What other stores reject, it throws where it answers at once.
 *
 * @example
 * ```ts
 * import { MemoryStore, SmartCache } from '@reprise/cache';
 *
 * const songs = new SmartCache<string>({ store: new MemoryStore({ maxBytes: 16_000_000 }) });
 * ```
 */
export class MemoryStore implements Store {
  readonly name = 'memory';
  readonly isShared = false;
  readonly #entries = new LruCache<string, StoredEntry>({ capacity: Number.MAX_SAFE_INTEGER });
  readonly #maxBytes: number;
  readonly #maxEntryBytes: number;
  readonly #clock: Pick<Clock, 'now'>;
  #bytes = 0;
  #isClosed = false;

  /** @throws TypeError or RangeError naming the option that is wrong, its value and what it must be. */
  constructor(options: MemoryStoreOptions = {}) {
    knownOptions('MemoryStore', options, ['maxBytes', 'maxEntryBytes', 'clock']);
    this.#maxBytes = wholeNumber('MemoryStore: maxBytes', options.maxBytes ?? 64 * MIB, { min: 0 });
    this.#maxEntryBytes = wholeNumber('MemoryStore: maxEntryBytes', options.maxEntryBytes ?? MIB, { min: 0 });
    this.#clock = options.clock ?? systemClock;
  }

  get(key: string): StoredEntry | undefined {
    this.#assertOpen();
    const entry = this.#entries.get(key);
    if (entry === undefined || isAlive(entry, this.#clock.now())) return entry;
    this.#remove(key, entry);
    return undefined;
  }

  getMany(keys: readonly string[]): readonly (StoredEntry | undefined)[] {
    return keys.map((key) => this.get(key));
  }

  /** @throws {@link StoreError} `ENTRY_TOO_LARGE`; what was there for the key stays. */
  async set(key: string, entry: StoredEntry): Promise<void> {
    this.#assertOpen();
    const bytes = contentBytes(key, entry);
    if (bytes > this.#maxEntryBytes || bytes + OVERHEAD_BYTES > this.#maxBytes) {
      throw new StoreError('ENTRY_TOO_LARGE', `An entry of ${bytes} bytes is more than the memory store takes.`);
    }
    const former = this.#entries.peek(key);
    if (former !== undefined) this.#remove(key, former);
    this.#entries.set(key, entry);
    this.#bytes += bytes + OVERHEAD_BYTES;
    this.#makeRoom();
  }

  async delete(key: string): Promise<boolean> {
    this.#assertOpen();
    const entry = this.#entries.peek(key);
    if (entry === undefined) return false;
    this.#remove(key, entry);
    return isAlive(entry, this.#clock.now());
  }

  async clear(): Promise<void> {
    this.#assertOpen();
    this.#entries.clear();
    this.#bytes = 0;
  }

  async *entries(): AsyncGenerator<readonly [key: string, entry: StoredEntry], void, undefined> {
    this.#assertOpen();
    for (const key of [...this.#entries.keys()]) {
      const entry = this.#entries.peek(key);
      if (entry !== undefined && isAlive(entry, this.#clock.now())) yield [key, entry];
    }
  }

  async removeExpired(): Promise<Removed> {
    this.#assertOpen();
    const now = this.#clock.now();
    const expired = [...this.#entries.entries()].filter(([, entry]) => !isAlive(entry, now));
    let bytes = 0;
    for (const [key, entry] of expired) bytes += this.#remove(key, entry);
    return { entries: expired.length, bytes };
  }

  size(): number {
    this.#assertOpen();
    return this.#bytes;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#entries.clear();
    this.#bytes = 0;
  }

  #makeRoom(): void {
    while (this.#bytes > this.#maxBytes) {
      const oldest = this.#entries.oldestKey();
      const entry = oldest === undefined ? undefined : this.#entries.peek(oldest);
      if (oldest === undefined || entry === undefined) return;
      this.#remove(oldest, entry);
    }
  }

  /** Answers the bytes of its key and value. */
  #remove(key: string, entry: StoredEntry): number {
    const bytes = contentBytes(key, entry);
    this.#entries.delete(key);
    this.#bytes -= bytes + OVERHEAD_BYTES;
    return bytes;
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new StoreError('STORE_CLOSED', 'The memory store was closed.');
  }
}
