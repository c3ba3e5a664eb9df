import { setTimeout as after } from 'node:timers/promises';
import type { Awaitable, Removed, Store, StoredEntry } from '@reprise/cache';

/** How a {@link FaultyStore} behaves. */
export type StoreMood = 'well' | 'slow' | 'hanging' | 'failing';

const SLOW_MS = 300;

/** A store that is slow, hangs or fails while it is told to. */
export class FaultyStore implements Store {
  readonly name: string;
  readonly isShared: boolean;
  mood: StoreMood = 'well';
  readonly #store: Store;
  #recovered = Promise.withResolvers<void>();

  constructor(store: Store) {
    this.#store = store;
    this.name = store.name;
    this.isShared = store.isShared;
  }

  /** What hangs goes on. */
  heal(): void {
    this.mood = 'well';
    this.#recovered.resolve();
    this.#recovered = Promise.withResolvers();
  }

  get(key: string): Awaitable<StoredEntry | undefined> {
    return this.#do(() => this.#store.get(key));
  }

  getMany(keys: readonly string[]): Awaitable<readonly (StoredEntry | undefined)[]> {
    return this.#do(() => this.#store.getMany(keys));
  }

  async set(key: string, entry: StoredEntry): Promise<void> {
    return this.#do(() => this.#store.set(key, entry));
  }

  async delete(key: string): Promise<boolean> {
    return this.#do(() => this.#store.delete(key));
  }

  async clear(): Promise<void> {
    return this.#do(() => this.#store.clear());
  }

  entries(): AsyncIterable<readonly [key: string, entry: StoredEntry]> {
    return this.#store.entries();
  }

  async removeExpired(): Promise<Removed> {
    return this.#do(() => this.#store.removeExpired());
  }

  size(): Awaitable<number | undefined> {
    return this.#do(() => this.#store.size());
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  #do<T>(work: () => Awaitable<T>): Awaitable<T> {
    return this.mood === 'well' ? work() : this.#doBadly(work);
  }

  async #doBadly<T>(work: () => Awaitable<T>): Promise<T> {
    if (this.mood === 'failing') throw new Error('The store fails.');
    await (this.mood === 'slow' ? after(SLOW_MS) : this.#recovered.promise);
    return work();
  }
}
