import type { Clock } from '@reprise/clock';
import { type Lease, MemoryStore, type Removed, type Store, type StoredEntry, StoreError } from '../../../src/index.ts';

/** What a store does that is not well. */
export type Trouble = 'none' | 'fails' | 'hangs';

/** A store that can be made to fail or to hang, and says how often it was asked. It outlives the caches that close it. */
export class TroubledStore implements Store {
  readonly name = 'troubled';
  readonly isShared: boolean;
  reads: Trouble = 'none';
  writes: Trouble = 'none';
  asked = 0;
  closed = 0;
  readonly inner: MemoryStore;

  constructor(clock: Clock, isShared = false) {
    this.inner = new MemoryStore({ clock });
    this.isShared = isShared;
  }

  async get(key: string): Promise<StoredEntry | undefined> {
    await this.#suffer(this.reads);
    return this.inner.get(key);
  }

  async getMany(keys: readonly string[]): Promise<readonly (StoredEntry | undefined)[]> {
    await this.#suffer(this.reads);
    return this.inner.getMany(keys);
  }

  async set(key: string, entry: StoredEntry): Promise<void> {
    await this.#suffer(this.writes);
    await this.inner.set(key, entry);
  }

  async delete(key: string): Promise<boolean> {
    await this.#suffer(this.writes);
    return this.inner.delete(key);
  }

  async clear(): Promise<void> {
    await this.#suffer(this.writes);
    await this.inner.clear();
  }

  async *entries(): AsyncGenerator<readonly [key: string, entry: StoredEntry], void, undefined> {
    await this.#suffer(this.reads);
    yield* this.inner.entries();
  }

  async removeExpired(): Promise<Removed> {
    await this.#suffer(this.writes);
    return this.inner.removeExpired();
  }

  async size(): Promise<number | undefined> {
    await this.#suffer(this.reads);
    return this.inner.size();
  }

  async close(): Promise<void> {
    this.closed += 1;
  }

  /** Keys of what it holds, without the cache's own. */
  async keys(): Promise<string[]> {
    const keys: string[] = [];
    for await (const [key] of this.inner.entries()) if (!key.startsWith('\u0000')) keys.push(key);
    return keys.sort();
  }

  async #suffer(trouble: Trouble): Promise<void> {
    this.asked += 1;
    if (trouble === 'fails') throw new StoreError('STORE_UNAVAILABLE', 'The store is gone.');
    if (trouble === 'hangs') await new Promise(() => undefined);
  }
}

/** One store of several processes, of which each has a {@link Share}. */
export class Shelf {
  readonly inner: MemoryStore;
  readonly leases: Set<string> = new Set();
  readonly shares: Set<Share> = new Set();

  constructor(clock: Clock) {
    this.inner = new MemoryStore({ clock });
  }

  share(): Share {
    const share = new Share(this);
    this.shares.add(share);
    return share;
  }
}

/** One process' view of a {@link Shelf}. */
export class Share implements Store {
  readonly name = 'shared';
  readonly isShared = true;
  /** Whether it hears of what the others change. */
  hears = true;
  readonly #shelf: Shelf;
  readonly #listeners = new Set<(key: string | undefined) => void>();

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
  }

  async get(key: string): Promise<StoredEntry | undefined> {
    return this.#shelf.inner.get(key);
  }

  async getMany(keys: readonly string[]): Promise<readonly (StoredEntry | undefined)[]> {
    return this.#shelf.inner.getMany(keys);
  }

  async set(key: string, entry: StoredEntry): Promise<void> {
    await this.#shelf.inner.set(key, entry);
    this.#tell(key);
  }

  async delete(key: string): Promise<boolean> {
    const wasThere = await this.#shelf.inner.delete(key);
    this.#tell(key);
    return wasThere;
  }

  async clear(): Promise<void> {
    await this.#shelf.inner.clear();
    this.#tell(undefined);
  }

  entries(): AsyncIterable<readonly [key: string, entry: StoredEntry]> {
    return this.#shelf.inner.entries();
  }

  removeExpired(): Promise<Removed> {
    return this.#shelf.inner.removeExpired();
  }

  size(): undefined {
    return undefined;
  }

  async close(): Promise<void> {}

  async lease(key: string): Promise<Lease | undefined> {
    const { leases } = this.#shelf;
    if (leases.has(key)) return undefined;
    leases.add(key);
    return {
      release: async () => {
        leases.delete(key);
      },
    };
  }

  onChange(listener: (key: string | undefined) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(key: string | undefined): void {
    for (const share of this.#shelf.shares) {
      if (share !== this && share.hears) for (const listener of share.#listeners) listener(key);
    }
  }
}
