import { type Defined, LruCache, type Store, type StoredEntry } from '@reprise/cache';
import type { Clock } from '@reprise/clock';
import type { z } from 'zod';
import { withinMs } from '../within-ms.ts';
import { KeepingError } from './keeping-error.ts';
import { Turns } from './turns.ts';
import type { OnWarning } from './warnings.ts';

/** How old what memory has may become where a store does not tell of changes. */
const RECHECK_MS = 60_000;
/** A store that takes longer to read is taken for gone: people wait. */
const READ_MS = 1_000;
/** Beyond what stores count as a time: `ValkeyStore` takes all after 1e15 for ever. */
const RANK_MS = 2e15;

/** What {@link KeptValues} need. */
export interface KeptValuesOptions<T> {
  readonly store: Store;
  /** Begins their keys in the store, as `settings:`. */
  readonly prefix: string;
  /** Form of the values. Raise it when older ones cannot be read any more. */
  readonly version: number;
  /** Reads a value from JSON. */
  readonly schema: z.ZodType<T>;
  /** What somebody has for whom nothing is kept. */
  readonly initial: T;
  /** How dear they are: what has to go from a full store is of the lowest rank, and of that what was written first. */
  readonly rank: 1 | 2 | 3;
  /** Values in memory. */
  readonly capacity: number;
  readonly clock: Clock;
  readonly onWarning: OnWarning;
}

interface Held<T> {
  readonly value: T;
  /** From then on the store is asked again. */
  dueAt: number;
}

/**
 * Values that belong to a guild or a user, kept for ever in a store, the latest used ones in memory.
 *
 * Reading never fails: it gives what memory has, or what nobody chose. Changes of one value are made one after the other,
 * each on what the store has by then; they fail when the store does.
 */
export class KeptValues<T extends Defined> {
  readonly #options: KeptValuesOptions<T>;
  readonly #memory: LruCache<string, Held<T>>;
  readonly #readings = new Map<string, Promise<T>>();
  readonly #turns = new Turns();
  readonly #freshMs: number;
  readonly #stopListening: (() => void) | undefined;
  /** Changes that others told of. */
  #changes = 0;
  #isStoreInTrouble = false;
  readonly #told = new Set<string>();

  constructor(options: KeptValuesOptions<T>) {
    this.#options = options;
    this.#memory = new LruCache({ capacity: options.capacity });
    this.#stopListening = options.store.onChange?.((key) => this.#changedElsewhere(key));
    this.#freshMs = this.#stopListening === undefined ? RECHECK_MS : Number.POSITIVE_INFINITY;
  }

  /** What memory has. Asks nobody. */
  peek(id: string): T | undefined {
    return this.#memory.get(id)?.value;
  }

  /** What is known without waiting: what memory has, or a store that answers at once. Otherwise it is read for the next time. */
  glance(id: string): T | undefined {
    if (this.#freshlyHeld(id) === undefined) void this.get(id);
    return this.peek(id);
  }

  /** Never rejects. */
  async get(id: string): Promise<T> {
    const held = this.#freshlyHeld(id);
    if (held !== undefined) return held.value;
    try {
      return await this.#read(id);
    } catch (error) {
      this.#warn(error);
      return this.peek(id) ?? this.#options.initial;
    }
  }

  /**
   * Changes a value, in turn with other changes of it. Resolves when it is kept.
   *
   * @param change - Makes the new value. Answering the same one changes nothing; what it throws is thrown.
   * @throws {@link KeepingError} `NOT_KEPT`, or `VALUE_NEWER`; then nothing has changed.
   */
  update(id: string, change: (value: T) => T): Promise<T> {
    return this.#turns.run(id, async () => {
      const changes = this.#changes;
      const before = await this.#orNotKept(() => this.#fetch(id));
      const value = change(before);
      if (value !== before) await this.#orNotKept(() => this.#options.store.set(this.#keyOf(id), this.#entryOf(value)));
      this.#hold(id, value, changes);
      return value;
    });
  }

  /** Forgets a value, in turn with changes of it. @throws {@link KeepingError} `NOT_KEPT`. */
  delete(id: string): Promise<void> {
    return this.#turns.run(id, async () => {
      const changes = this.#changes;
      await this.#orNotKept(() => this.#options.store.delete(this.#keyOf(id)));
      this.#hold(id, this.#options.initial, changes);
    });
  }

  /** Waits for changes that were begun, and stops listening. The store is its owner's to close. */
  async close(): Promise<void> {
    this.#stopListening?.();
    await this.#turns.settled();
  }

  #freshlyHeld(id: string): Held<T> | undefined {
    const held = this.#memory.get(id);
    return held !== undefined && this.#options.clock.now() < held.dueAt ? held : undefined;
  }

  /** Reads of the same value at the same time are one. */
  #read(id: string): Promise<T> {
    const running = this.#readings.get(id);
    if (running !== undefined) return running;
    const changes = this.#changes;
    const heldBefore = this.#memory.peek(id);
    const settle = (value: T): T => {
      const held = this.#memory.peek(id);
      // A change that was made here meanwhile is later than what was read.
      if (held !== undefined && held !== heldBefore) return held.value;
      this.#hold(id, value, changes);
      return value;
    };
    const found = this.#fetchNow(id);
    if (!(found instanceof Promise)) return Promise.resolve(settle(found));
    const reading = found.then(settle).finally(() => this.#readings.delete(id));
    this.#readings.set(id, reading);
    return reading;
  }

  async #fetch(id: string): Promise<T> {
    return this.#fetchNow(id);
  }

  /** At once where the store answers at once. @throws {@link KeepingError} or what the store throws, at once or later. */
  #fetchNow(id: string): T | Promise<T> {
    const { clock, store } = this.#options;
    const found = store.get(this.#keyOf(id));
    if (!(found instanceof Promise)) return this.#valueOf(id, found);
    const late = (): never => {
      throw new KeepingError('NOT_READ', `The store ${store.name} did not answer within ${READ_MS} ms.`);
    };
    return withinMs(found, READ_MS, clock, late).then((entry) => this.#valueOf(id, entry));
  }

  #valueOf(id: string, entry: StoredEntry | undefined): T {
    this.#isStoreInTrouble = false;
    const { initial, schema, version } = this.#options;
    if (entry === undefined) return initial;
    if (entry.schemaVersion > version) {
      throw new KeepingError('VALUE_NEWER', `A newer version of the bot wrote ${this.#keyOf(id)}: update this one.`);
    }
    const parsed = entry.schemaVersion === version ? schema.safeParse(jsonOf(entry.bytes)) : undefined;
    if (parsed?.success === true) return parsed.data;
    this.#warn(
      new KeepingError('VALUE_DAMAGED', `${this.#keyOf(id)} is damaged: it counts as if it had never been kept.`),
    );
    return initial;
  }

  #entryOf(value: T): StoredEntry {
    const { clock, rank, version } = this.#options;
    return {
      // JSON has no undefined.
      bytes: Buffer.from(JSON.stringify(value, (_, part: unknown) => part ?? null)),
      schemaVersion: version,
      // A store drops what was stored later than now, when the clock of the machine was set back; not this.
      storedAt: 0,
      freshUntil: 0,
      expiresAt: rank * RANK_MS + clock.now(),
      costMs: 0,
    };
  }

  #keyOf(id: string): string {
    return this.#options.prefix + id;
  }

  /** @param changes - How many there were when it was read: it may be from before those since. */
  #hold(id: string, value: T, changes: number): void {
    const isLatest = this.#changes === changes;
    this.#memory.set(id, { value, dueAt: isLatest ? this.#options.clock.now() + this.#freshMs : 0 });
  }

  #changedElsewhere(key: string | undefined): void {
    const { prefix } = this.#options;
    if (key !== undefined && !key.startsWith(prefix)) return;
    this.#changes += 1;
    // What memory has stays, for a store that is gone when it is asked again.
    if (key === undefined) for (const [, held] of this.#memory.entries()) held.dueAt = 0;
    const held = key === undefined ? undefined : this.#memory.peek(key.slice(prefix.length));
    if (held !== undefined) held.dueAt = 0;
  }

  async #orNotKept<R>(work: () => Promise<R>): Promise<R> {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof KeepingError && cause.code === 'VALUE_NEWER') throw cause;
      throw new KeepingError('NOT_KEPT', `The store ${this.#options.store.name} did not take it.`, { cause });
    }
  }

  /** Tells of each thing once: of a store that is away when it begins to be. */
  #warn(error: unknown): void {
    const { onWarning, store } = this.#options;
    if (error instanceof KeepingError && error.code !== 'NOT_READ') {
      if (!this.#told.has(error.code)) onWarning(error);
      this.#told.add(error.code);
      return;
    }
    if (!this.#isStoreInTrouble) {
      const why = error instanceof Error ? error.message : String(error);
      const lacks = `The store ${store.name} does not give what begins with ${this.#options.prefix}`;
      onWarning(new KeepingError('NOT_READ', `${lacks}: ${why}`, { cause: error }));
    }
    this.#isStoreInTrouble = true;
  }
}

/** Undefined when it is none, which no schema takes. */
function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
  } catch {
    return undefined;
  }
}
