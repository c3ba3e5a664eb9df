import type { Clock } from '@reprise/clock';
import type { Lease, Removed, Store, StoredEntry } from '../store/store.ts';
import { StoreError } from '../store/store-error.ts';
import { withinDeadline } from './deadline.ts';
import { KeyWrites, type Write } from './key-writes.ts';
import type { Settings } from './settings.ts';
import { StoreHealth, StoreTrouble } from './store-health.ts';
import { StoreReads } from './store-reads.ts';
import type { UNKNOWN } from './unknown.ts';

/** Writing, and looking through a store, may take its time: no request waits for it. */
const LONG_DEADLINE_MS = 30_000;

/** Who ends is about to be killed, if that takes long. */
const CLOSE_DEADLINE_MS = 3_000;

/** Keys of which it is remembered that the store may hold something old. */
const MOST_DOUBTFUL = 10_000;

/** Keys that begin with this are the cache's own; those of the user that do get one more. */
const OWN_MARK = '\u0000';

/** The store behind a cache. */
export interface StoreState {
  /** As `lmdb`. */
  readonly name: string;
  /** It did not do what it was last asked for: the cache lives on memory. */
  readonly isFailing: boolean;
}

type StoreSettings = Pick<Settings<unknown>, 'clock' | 'storeDeadlineMs' | 'onWarning' | 'maxBytes'>;

/**
 * A store that may be slow, full, damaged or gone: reads answer {@link UNKNOWN} instead of failing, within a deadline, and
 * one that keeps failing is left alone for a while. Writes of a key are done in their order.
 */
export class StoreSide {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #maxPendingBytes: number;
  readonly #deadlineMs: number;
  readonly #trouble: StoreTrouble;
  readonly #reading: StoreHealth;
  readonly #reads: StoreReads;
  readonly #writing: StoreHealth;
  readonly #leasing: StoreHealth;
  readonly #looking: StoreHealth;
  readonly #writes = new KeyWrites((key, write) => this.#perform(key, write));
  /** What is in the store under these keys is not what should be. */
  readonly #doubtful = new Set<string>();
  #clearing: Promise<void> | undefined;

  constructor(store: Store, settings: StoreSettings) {
    const { clock, storeDeadlineMs, onWarning, maxBytes } = settings;
    this.#store = store;
    this.#clock = clock;
    this.#deadlineMs = storeDeadlineMs;
    this.#maxPendingBytes = maxBytes;
    const trouble = new StoreTrouble(store.name, onWarning);
    this.#trouble = trouble;
    this.#reading = new StoreHealth(trouble, 'read', clock);
    this.#reads = new StoreReads(store, storeDeadlineMs, clock, this.#reading);
    this.#writing = new StoreHealth(trouble, 'written', clock);
    this.#looking = new StoreHealth(trouble, 'looked through', clock);
    this.#leasing = new StoreHealth(trouble, 'leased', clock);
  }

  /** What it is called, and whether it does not do now what it was last asked for. */
  get state(): StoreState {
    return { name: this.#trouble.name, isFailing: this.#trouble.isFailing };
  }

  get isShared(): boolean {
    return this.#store.isShared;
  }

  get hasLeases(): boolean {
    return this.#store.isShared && this.#store.lease !== undefined;
  }

  /** What the store holds under a key, writes under way included. Never fails. */
  read(key: string): Promise<StoredEntry | undefined | typeof UNKNOWN> | StoredEntry | undefined | typeof UNKNOWN {
    const pending = this.#writes.latest(key);
    if (pending !== undefined) return pending.entry;
    if (this.#doubtful.has(key) || this.#clearing !== undefined) return undefined;
    return this.#reads.read(storeKeyOf(key));
  }

  /** Whether a write of a key is under way. */
  isWriting(key: string): boolean {
    return this.#writes.latest(key) !== undefined;
  }

  /** Resolves when it is acknowledged. Who does not wait need not catch. */
  write(key: string, entry: StoredEntry | undefined): Promise<void> {
    return this.#writes.push(key, entry);
  }

  /** Forgets everything that is there or under way to it. */
  async clear(): Promise<void> {
    const clearing = this.#clear(this.#clearing).finally(() => {
      if (this.#clearing === clearing) this.#clearing = undefined;
    });
    this.#clearing = clearing;
    await clearing;
  }

  /**
   * Waits for all writes. What could not be written before is tried once more, as `current` has it now.
   *
   * @throws {@link StoreError} when something could not.
   */
  async flush(current: (key: string) => StoredEntry | undefined): Promise<void> {
    await this.#clearing;
    await this.#writes.idle();
    const [first, ...rest] = this.#doubtful;
    if (first === undefined) return;
    this.#writing.retry();
    await this.write(first, current(first));
    await Promise.all(rest.map((key) => this.write(key, current(key))));
  }

  /** All that is there for this cache's user, in no particular order. @throws {@link StoreError} when it cannot be read. */
  async *entries(): AsyncGenerator<readonly [key: string, entry: StoredEntry], void, undefined> {
    try {
      for await (const [key, entry] of this.#store.entries()) {
        const own = userKeyOf(key);
        if (own !== undefined) yield [own, entry];
      }
    } catch (error) {
      this.#looking.failed(error);
      throw error;
    }
  }

  /** @throws {@link StoreError} when they cannot be read. */
  async readMany(keys: readonly string[]): Promise<readonly (StoredEntry | undefined)[]> {
    const found = await this.#looking.try(() =>
      this.#slowly('read', async () => this.#store.getMany(keys.map(storeKeyOf))),
    );
    return keys.map((key, i) => (this.isWriting(key) || this.#doubtful.has(key) ? undefined : found[i]));
  }

  /** What the cache keeps for itself. @throws {@link StoreError} when it cannot be read. */
  readOwn(name: string): Promise<StoredEntry | undefined> {
    return this.#looking.try(() => this.#slowly('read', async () => this.#store.get(OWN_MARK + name)));
  }

  /** @throws {@link StoreError} when it is not acknowledged. */
  writeOwn(name: string, entry: StoredEntry): Promise<void> {
    return this.#writing.try(() => this.#slowly('write', () => this.#store.set(OWN_MARK + name, entry)));
  }

  /** Removes what has expired. Undefined when the store could not. */
  removeExpired(): Promise<Removed | undefined> {
    return this.#writing.attempt(() => this.#slowly('sweep', () => this.#store.removeExpired()));
  }

  /** Bytes the store takes; undefined when it cannot say. */
  async size(): Promise<number | undefined> {
    const asked = (async () => this.#store.size())();
    return withinDeadline(asked, this.#deadlineMs, this.#clock, () => this.#late('tell its size')).catch(
      () => undefined,
    );
  }

  /** The right to make the value of a key; `'taken'` while somebody else has it; undefined when nobody can say. */
  async lease(key: string, forMs: number): Promise<Lease | 'taken' | undefined> {
    // Who has just waited in vain for the store must not wait for it again.
    if (this.#reading.isFailing) return undefined;
    return this.#leasing.attempt(async () => {
      const asked = this.#store.lease?.(storeKeyOf(key), forMs) ?? Promise.resolve(undefined);
      try {
        return (await withinDeadline(asked, this.#deadlineMs, this.#clock, () => this.#late('lease'))) ?? 'taken';
      } catch (error) {
        // One that comes too late is of no use here, but must not keep the others waiting.
        void asked.then(async (lease) => lease?.release()).catch(() => undefined);
        throw error;
      }
    });
  }

  /** Calls back with each key that another process changed, or undefined when any may be. Answers how to stop that. */
  onChange(listener: (key: string | undefined) => void): () => void {
    const deaf = (): void => undefined;
    try {
      return this.#store.onChange?.((name) => this.#changed(name, listener)) ?? deaf;
    } catch (error) {
      this.#looking.failed(error);
      return deaf;
    }
  }

  /** Writes what is to be written, and ends the store, as far as that does not take long. Never fails. */
  async close(flush: () => Promise<void>): Promise<void> {
    const shortly = (work: Promise<void>): Promise<void> =>
      withinDeadline(work, CLOSE_DEADLINE_MS, this.#clock, () => this.#late('close')).catch(() => undefined);
    await shortly(flush());
    await shortly((async () => this.#store.close())());
  }

  #changed(name: string | undefined, listener: (key: string | undefined) => void): void {
    this.#reads.changed(name);
    const key = name === undefined ? undefined : userKeyOf(name);
    // What is under way from here is newer than what the others tell of; what is the cache's own is no entry.
    if (name !== undefined && (key === undefined || this.isWriting(key))) return;
    // They wrote after a write from here had failed.
    if (key !== undefined) this.#doubtful.delete(key);
    listener(key);
  }

  async #clear(former: Promise<void> | undefined): Promise<void> {
    // At once: what is asked for from now on waits for this.
    await Promise.allSettled([this.#writes.drain(), former]);
    await this.#slowly('clear', () => this.#store.clear());
    this.#doubtful.clear();
    this.#reads.forget(undefined);
  }

  async #perform(key: string, write: Write): Promise<void> {
    await this.#clearing?.catch(() => undefined);
    try {
      if (this.#writes.bytes > this.#maxPendingBytes)
        throw new StoreError(
          'STORE_UNAVAILABLE',
          `The store ${this.#store.name} does not keep up: a write was left out.`,
        );
      await this.#writing.try(() => this.#put(key, write));
      this.#doubtful.delete(key);
    } catch (error) {
      this.#doubt(key, error);
      throw error;
    } finally {
      this.#reads.forget(storeKeyOf(key));
    }
  }

  async #put(key: string, { entry }: Write): Promise<void> {
    const name = storeKeyOf(key);
    if (entry === undefined) await this.#slowly('write', () => this.#store.delete(name));
    else await this.#slowly('write', () => this.#store.set(name, entry));
  }

  #doubt(key: string, error: unknown): void {
    if (error instanceof StoreError && error.code === 'ENTRY_TOO_LARGE') {
      // That will not change: but what was there before must not be taken for it.
      void this.#slowly('write', () => this.#store.delete(storeKeyOf(key))).catch(() => undefined);
      return;
    }
    this.#doubtful.add(key);
    const [oldest] = this.#doubtful;
    if (this.#doubtful.size > MOST_DOUBTFUL && oldest !== undefined) this.#doubtful.delete(oldest);
  }

  #slowly<T>(what: string, work: () => Promise<T>): Promise<T> {
    return withinDeadline((async () => work())(), LONG_DEADLINE_MS, this.#clock, () => this.#late(what));
  }

  #late(what: string): StoreError {
    return new StoreError('STORE_TIMEOUT', `The store ${this.#store.name} did not ${what} in time.`);
  }
}

function storeKeyOf(key: string): string {
  return key.startsWith(OWN_MARK) ? OWN_MARK + key : key;
}

function userKeyOf(name: string): string | undefined {
  if (!name.startsWith(OWN_MARK)) return name;
  return name.startsWith(OWN_MARK + OWN_MARK) ? name.slice(1) : undefined;
}
