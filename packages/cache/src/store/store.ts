/** What a store keeps for a key. All times are milliseconds since 1970, by the wall clock, for they outlive the process. */
export interface StoredEntry {
  /** The value, encoded. */
  readonly bytes: Uint8Array;
  /** Form of the values; who reads another one than it knows has a miss. */
  readonly schemaVersion: number;
  readonly storedAt: number;
  /** Until then the value is fresh. */
  readonly freshUntil: number;
  /** From then on the entry does not count any more. Not before `freshUntil`. */
  readonly expiresAt: number;
  /** What it took to make the value, in milliseconds. */
  readonly costMs: number;
}

/** A value, or the promise of it. */
export type Awaitable<T> = T | Promise<T>;

/** What was removed. */
export interface Removed {
  readonly entries: number;
  /** Bytes of keys and values. */
  readonly bytes: number;
}

/** The right to make a value that several processes want. It ends by itself after the time it was taken for. */
export interface Lease {
  /** Gives it back. Does nothing when it has ended. */
  release(): Promise<void>;
}

/**
 * Where entries outlive a process, or are shared by several.
 *
 * A store may fail: it rejects with a {@link StoreError} and loses nothing it has acknowledged. Who uses it takes a failure
 * for a miss. Keys are any texts, the empty one included.
 *
 * @example
 * ```ts
 * import { MemoryStore, type Store } from '@reprise/cache';
 *
 * const store: Store = new MemoryStore({ maxBytes: 1_000_000 });
 * const now = Date.now();
 * const bytes = new TextEncoder().encode('"Ode to Joy"');
 * await store.set('song', {
 *   bytes,
 *   schemaVersion: 1,
 *   storedAt: now,
 *   freshUntil: now + 60_000,
 *   expiresAt: now + 60_000,
 *   costMs: 850,
 * });
 * const song = await store.get('song');
 * ```
 */
export interface Store {
  /** What it is called in warnings: `lmdb`, `valkey` … */
  readonly name: string;
  /** Whether others use what it holds: then what one of them evicts from its memory stays here for them. */
  readonly isShared: boolean;
  /** How long a read may take before it ends by itself, in milliseconds; undefined for one that nothing ends. */
  readonly deadlineMs?: number;
  /** The entry of a key; undefined when there is none, or an expired one. */
  get(key: string): Awaitable<StoredEntry | undefined>;
  /** The entries of keys, in the order of these. */
  getMany(keys: readonly string[]): Awaitable<readonly (StoredEntry | undefined)[]>;
  /** Keeps an entry. Resolves when it is acknowledged: it survives the death of this process. */
  set(key: string, entry: StoredEntry): Promise<void>;
  /** Forgets a key. Resolves with whether it was there. */
  delete(key: string): Promise<boolean>;
  /** Forgets everything. */
  clear(): Promise<void>;
  /** All entries that have not expired, in no particular order. What is written meanwhile may be among them or not. */
  entries(): AsyncIterable<readonly [key: string, entry: StoredEntry]>;
  /** Forgets what has expired. */
  removeExpired(): Promise<Removed>;
  /** Bytes it takes where it keeps them; undefined when it cannot say. */
  size(): Awaitable<number | undefined>;
  /** Writes what is not yet written, and ends. Calls after that reject. */
  close(): Promise<void>;

  /** Takes the right to make the value of a key; undefined while somebody else has it. Only shared stores can tell. */
  lease?(key: string, forMs: number): Promise<Lease | undefined>;
  /**
   * Calls back with each key that another process wrote or removed, or with undefined when any may have been: everything was
   * forgotten, or nothing was heard for a while. Answers how to stop that.
   */
  onChange?(listener: (key: string | undefined) => void): () => void;
}
