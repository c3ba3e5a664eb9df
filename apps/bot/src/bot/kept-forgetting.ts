import type { Awaitable, Removed, Store, StoredEntry } from '@reprise/cache';

/** What belongs to a person. */
const OF_PERSON = /^(?:favourites|requests-of-user):/;

/**
 * What a bot keeps, where there may still be copies from before it had keys of its own. What a person has deleted is deleted there
 * as well: other bots would take it over. What belongs to a guild stays for them.
 */
export class KeptForgetting implements Store {
  readonly name: string;
  readonly isShared: boolean;
  readonly deadlineMs?: number;
  readonly lease?: NonNullable<Store['lease']>;
  readonly onChange?: NonNullable<Store['onChange']>;
  readonly #kept: Store;
  readonly #former: Store;

  /** @param former - Where the copies are. It is closed with the other. */
  constructor(kept: Store, former: Store) {
    this.#kept = kept;
    this.#former = former;
    this.name = kept.name;
    this.isShared = kept.isShared;
    if (kept.deadlineMs !== undefined) this.deadlineMs = kept.deadlineMs;
    if (kept.lease !== undefined) this.lease = kept.lease.bind(kept);
    if (kept.onChange !== undefined) this.onChange = kept.onChange.bind(kept);
  }

  get(key: string): Awaitable<StoredEntry | undefined> {
    return this.#kept.get(key);
  }

  getMany(keys: readonly string[]): Awaitable<readonly (StoredEntry | undefined)[]> {
    return this.#kept.getMany(keys);
  }

  set(key: string, entry: StoredEntry): Promise<void> {
    return this.#kept.set(key, entry);
  }

  /** @throws What either store throws: who is told that it is deleted must be able to rely on it. */
  async delete(key: string): Promise<boolean> {
    // The copy goes first: it would come back by a takeover in between.
    if (OF_PERSON.test(key)) await this.#former.delete(key);
    return this.#kept.delete(key);
  }

  clear(): Promise<void> {
    return this.#kept.clear();
  }

  entries(): AsyncIterable<readonly [key: string, entry: StoredEntry]> {
    return this.#kept.entries();
  }

  removeExpired(): Promise<Removed> {
    return this.#kept.removeExpired();
  }

  size(): Awaitable<number | undefined> {
    return this.#kept.size();
  }

  async close(): Promise<void> {
    await Promise.all([this.#kept.close(), this.#former.close()]);
  }
}
