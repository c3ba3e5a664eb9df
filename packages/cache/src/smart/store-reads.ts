import type { Clock } from '@reprise/clock';
import type { Store, StoredEntry } from '../store/store.ts';
import { StoreError } from '../store/store-error.ts';
import { withinDeadline } from './deadline.ts';
import type { StoreHealth } from './store-health.ts';
import { UNKNOWN } from './unknown.ts';

type Found = StoredEntry | undefined | typeof UNKNOWN;

interface Reading {
  readonly found: Promise<Found>;
  /** Somebody changed it meanwhile: the answer may be from before. */
  wasChanged: boolean;
}

/** Reads of a store that never fail and never take long. Equal ones at the same time are one. */
export class StoreReads {
  readonly #store: Store;
  readonly #deadlineMs: number;
  readonly #clock: Clock;
  readonly #health: StoreHealth;
  readonly #readings = new Map<string, Reading>();

  constructor(store: Store, deadlineMs: number, clock: Clock, health: StoreHealth) {
    this.#store = store;
    this.#deadlineMs = deadlineMs;
    this.#clock = clock;
    this.#health = health;
  }

  read(key: string): Promise<Found> | Found {
    const running = this.#readings.get(key);
    if (running !== undefined) return running.found;
    if (!this.#health.allows()) return UNKNOWN;
    try {
      const found = this.#store.get(key);
      if (found instanceof Promise) return this.#wait(key, found);
      this.#health.succeeded();
      return found;
    } catch (error) {
      this.#health.failed(error);
      return UNKNOWN;
    }
  }

  /** Whoever asks for a key, or any, from now on is not given what was read before this. */
  forget(key: string | undefined): void {
    if (key === undefined) this.#readings.clear();
    else this.#readings.delete(key);
  }

  /** What is being read of a key, or of any, is from before a change. */
  changed(key: string | undefined): void {
    for (const [name, reading] of this.#readings) if (key === undefined || key === name) reading.wasChanged = true;
  }

  #wait(key: string, asked: Promise<StoredEntry | undefined>): Promise<Found> {
    const { promise: found, resolve } = Promise.withResolvers<Found>();
    const reading: Reading = { found, wasChanged: false };
    this.#readings.set(key, reading);
    resolve(this.#unchanged(key, reading, asked).finally(() => this.#end(key, reading)));
    return found;
  }

  #end(key: string, reading: Reading): void {
    if (this.#readings.get(key) === reading) this.#readings.delete(key);
  }

  /** What was changed while it was read is read once more, but not for ever. */
  async #unchanged(key: string, reading: Reading, asked: Promise<StoredEntry | undefined>): Promise<Found> {
    const found = await this.#within(asked);
    if (!reading.wasChanged || found === UNKNOWN) return found;
    reading.wasChanged = false;
    const again = await this.#within((async () => this.#store.get(key))());
    return reading.wasChanged ? UNKNOWN : again;
  }

  async #within(asked: Promise<StoredEntry | undefined>): Promise<Found> {
    try {
      const { deadlineMs = Number.POSITIVE_INFINITY } = this.#store;
      // A second timer for the same read would only cost.
      const found =
        deadlineMs <= this.#deadlineMs
          ? await asked
          : await withinDeadline(asked, this.#deadlineMs, this.#clock, () => this.#late());
      this.#health.succeeded();
      return found;
    } catch (error) {
      this.#health.failed(error);
      return UNKNOWN;
    }
  }

  #late(): StoreError {
    return new StoreError('STORE_TIMEOUT', `It did not answer within ${this.#deadlineMs} ms.`);
  }
}
