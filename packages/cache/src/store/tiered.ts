import type { Awaitable, Removed, Store, StoredEntry } from './store.ts';

/**
 * Two stores as one: a quick one before a lasting one.
 *
 * Reads ask the upper, then the lower, and what only the lower had is kept in the upper until it expires there. Writes go to
 * both and count when the lower has acknowledged them. What others change in the lower is dropped from the upper, where the
 * lower can tell. A failure of the upper is a miss; one of the lower reaches the caller. `entries` and `size` are the lower's,
 * and `close` closes both.
 *
 * @example
 * ```ts
 * import { MemoryStore, tiered, ValkeyStore } from '@reprise/cache';
 *
 * const server = new ValkeyStore({ url: 'redis://127.0.0.1' });
 * const store = tiered(new MemoryStore({ maxBytes: 32_000_000 }), server);
 * const entry = await store.get('song');
 * ```
 */
export function tiered(upper: Store, lower: Store): Store {
  return new TieredStore(upper, lower);
}

/** Reads of a key of the lower store, whose answers are kept in the upper unless the key was changed meanwhile. */
interface Reading {
  isCurrent: boolean;
  underWay: number;
}

class TieredStore implements Store {
  readonly name: string;
  readonly isShared: boolean;
  readonly lease?: NonNullable<Store['lease']>;
  readonly onChange?: NonNullable<Store['onChange']>;
  readonly #upper: Store;
  readonly #lower: Store;
  readonly #readings = new Map<string, Reading>();
  /** The last write of each key that is not acknowledged yet: only this one may fill the upper store. */
  readonly #writings = new Map<string, StoredEntry>();
  readonly #stopListening: (() => void) | undefined;

  constructor(upper: Store, lower: Store) {
    this.#upper = upper;
    this.#lower = lower;
    this.name = `${upper.name}+${lower.name}`;
    this.isShared = lower.isShared;
    if (lower.lease !== undefined) this.lease = lower.lease.bind(lower);
    if (lower.onChange !== undefined) this.onChange = lower.onChange.bind(lower);
    this.#stopListening = lower.onChange?.((key) => {
      if (key === undefined) {
        void this.#dropAll();
        return;
      }
      this.#writings.delete(key);
      void this.#drop(key);
    });
  }

  get(key: string): Awaitable<StoredEntry | undefined> {
    const found = orMiss(() => this.#upper.get(key), undefined);
    if (found instanceof Promise) return found.then((entry) => entry ?? this.#getLower(key));
    return found ?? this.#getLower(key);
  }

  async getMany(keys: readonly string[]): Promise<readonly (StoredEntry | undefined)[]> {
    const found = await orMiss(() => this.#upper.getMany(keys), []);
    const missing = keys.filter((_, i) => found[i] === undefined);
    if (missing.length === 0) return found;
    const readings = missing.map((key) => this.#beginReading(key));
    let answers: readonly (StoredEntry | undefined)[] = [];
    try {
      answers = await this.#lower.getMany(missing);
    } finally {
      await Promise.all(readings.map((reading, i) => this.#endReading(missing[i] ?? '', reading, answers[i])));
    }
    const fromLower = new Map(missing.map((key, i) => [key, answers[i]]));
    return keys.map((key, i) => found[i] ?? fromLower.get(key));
  }

  async set(key: string, entry: StoredEntry): Promise<void> {
    this.#writings.set(key, entry);
    await this.#drop(key);
    try {
      await this.#lower.set(key, entry);
    } catch (error) {
      this.#endWriting(key, entry);
      throw error;
    }
    // A read that began before the acknowledgement may bring the former value.
    this.#outdate(key);
    if (this.#endWriting(key, entry)) await orMiss(() => this.#upper.set(key, entry), undefined);
  }

  async delete(key: string): Promise<boolean> {
    this.#writings.delete(key);
    await this.#drop(key);
    const wasThere = await this.#lower.delete(key);
    await this.#drop(key);
    return wasThere;
  }

  async clear(): Promise<void> {
    await this.#dropAll();
    await this.#lower.clear();
    await this.#dropAll();
  }

  entries(): AsyncIterable<readonly [key: string, entry: StoredEntry]> {
    return this.#lower.entries();
  }

  async removeExpired(): Promise<Removed> {
    await orMiss(() => this.#upper.removeExpired(), undefined);
    return this.#lower.removeExpired();
  }

  size(): Awaitable<number | undefined> {
    return this.#lower.size();
  }

  async close(): Promise<void> {
    this.#stopListening?.();
    await orMiss(() => this.#upper.close(), undefined);
    await this.#lower.close();
  }

  #getLower(key: string): Awaitable<StoredEntry | undefined> {
    const reading = this.#beginReading(key);
    let found: Awaitable<StoredEntry | undefined>;
    try {
      found = this.#lower.get(key);
    } catch (error) {
      void this.#endReading(key, reading, undefined);
      throw error;
    }
    if (found instanceof Promise) return this.#kept(key, reading, found);
    void this.#endReading(key, reading, found);
    return found;
  }

  async #kept(
    key: string,
    reading: Reading,
    found: Promise<StoredEntry | undefined>,
  ): Promise<StoredEntry | undefined> {
    let entry: StoredEntry | undefined;
    try {
      entry = await found;
    } finally {
      await this.#endReading(key, reading, entry);
    }
    return entry;
  }

  #beginReading(key: string): Reading {
    const reading = this.#readings.get(key) ?? { isCurrent: true, underWay: 0 };
    reading.underWay += 1;
    this.#readings.set(key, reading);
    return reading;
  }

  async #endReading(key: string, reading: Reading, entry: StoredEntry | undefined): Promise<void> {
    reading.underWay -= 1;
    if (reading.underWay === 0 && this.#readings.get(key) === reading) this.#readings.delete(key);
    if (entry === undefined || !reading.isCurrent) return;
    await orMiss(() => this.#upper.set(key, entry), undefined);
  }

  #outdate(key: string): void {
    const reading = this.#readings.get(key);
    if (reading === undefined) return;
    reading.isCurrent = false;
    this.#readings.delete(key);
  }

  /** Whether nothing else has happened to the key since this write began. */
  #endWriting(key: string, entry: StoredEntry): boolean {
    return this.#writings.get(key) === entry && this.#writings.delete(key);
  }

  async #drop(key: string): Promise<void> {
    this.#outdate(key);
    await orMiss(() => this.#upper.delete(key), false);
  }

  async #dropAll(): Promise<void> {
    this.#writings.clear();
    for (const key of [...this.#readings.keys()]) this.#outdate(key);
    await orMiss(() => this.#upper.clear(), undefined);
  }
}

/** What the upper store answers; its failures are misses. */
function orMiss<T>(ask: () => Awaitable<T>, miss: T): Awaitable<T> {
  try {
    const answer = ask();
    return answer instanceof Promise ? answer.catch(() => miss) : answer;
  } catch {
    return miss;
  }
}
