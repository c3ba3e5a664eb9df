import { MemoryStore, type Removed, type Store, type StoredEntry, StoreError } from '@reprise/cache';

/** A store in memory that can be away, slow to answer, and tell of changes that another process made. */
export class TroubledStore implements Store {
  readonly name = 'troubled';
  readonly isShared = true;
  readonly inner: Store = new MemoryStore();
  readonly onChange?: NonNullable<Store['onChange']>;
  /** It answers nothing but errors. */
  isAway = false;
  /** What is read from now on is answered when this resolves, as it was when it was asked for. */
  readsWaitFor: Promise<void> | undefined;
  /** Entries that were asked for, and entries that were written. */
  reads = 0;
  writes = 0;
  readonly #listeners = new Set<(key: string | undefined) => void>();

  constructor({ tellsOfChanges }: { readonly tellsOfChanges: boolean }) {
    if (tellsOfChanges) {
      this.onChange = (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      };
    }
  }

  /** Another process has written a key, or perhaps any. */
  tell(key: string | undefined): void {
    for (const listener of this.#listeners) listener(key);
  }

  async get(key: string): Promise<StoredEntry | undefined> {
    this.#assertThere();
    this.reads += 1;
    const gate = this.readsWaitFor;
    const found = await this.inner.get(key);
    await gate;
    return found;
  }

  async getMany(keys: readonly string[]): Promise<readonly (StoredEntry | undefined)[]> {
    this.#assertThere();
    return this.inner.getMany(keys);
  }

  async set(key: string, entry: StoredEntry): Promise<void> {
    this.#assertThere();
    this.writes += 1;
    await this.inner.set(key, entry);
  }

  async delete(key: string): Promise<boolean> {
    this.#assertThere();
    return this.inner.delete(key);
  }

  clear(): Promise<void> {
    return this.inner.clear();
  }

  entries(): AsyncIterable<readonly [key: string, entry: StoredEntry]> {
    return this.inner.entries();
  }

  removeExpired(): Promise<Removed> {
    return this.inner.removeExpired();
  }

  size(): ReturnType<Store['size']> {
    return this.inner.size();
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  #assertThere(): void {
    if (this.isAway) throw new StoreError('STORE_UNAVAILABLE', 'It is away.');
  }
}

/** What a store keeps when somebody wrote `text` for a value. */
export function entryOf(text: string, schemaVersion = 1): StoredEntry {
  return { bytes: Buffer.from(text), schemaVersion, storedAt: 0, freshUntil: 0, expiresAt: 9e15, costMs: 0 };
}
