import { knownOptions, wholeNumber } from '@reprise/options';
import { SlotLists } from './slot-lists.ts';
import { SlotQueue } from './slot-queue.ts';

/** Anything but undefined, which stands for "not here". */
export type Defined = NonNullable<unknown> | null;

/** Options of {@link LruCache}. */
export interface LruCacheOptions {
  /** Entries it may hold. A whole number; 0 stores nothing. */
  readonly capacity: number;
}

/**
 * A bounded map that evicts what was not used for the longest time. Every operation is O(1).
 *
 * @example
 * ```ts
 * import { LruCache } from '@reprise/cache';
 *
 * const recent = new LruCache<string, number>({ capacity: 2 });
 * recent.set('a', 1).set('b', 2);
 * recent.get('a');
 * recent.set('c', 3); // 'b' goes: 'a' was used after it
 * ```
 */
export class LruCache<K extends Defined, V extends Defined> {
  readonly #lists = new SlotLists();
  readonly #queue = new SlotQueue(this.#lists);
  readonly #slots = new Map<K, number>();
  readonly #keys: (K | undefined)[] = [];
  readonly #values: (V | undefined)[] = [];
  #capacity: number;

  /** @throws TypeError or RangeError naming the option that is wrong, its value and what it must be. */
  constructor(options: LruCacheOptions) {
    knownOptions('LruCache', options, ['capacity']);
    this.#capacity = wholeNumber('LruCache: capacity', options.capacity, { min: 0 });
  }

  /** Entries it holds now. */
  get size(): number {
    return this.#queue.size;
  }

  /** Entries it may hold. */
  get capacity(): number {
    return this.#capacity;
  }

  /** The value of a key, which becomes the newest; undefined when it is not here. */
  get(key: K): V | undefined {
    const slot = this.#slots.get(key);
    if (slot === undefined) return undefined;
    this.#queue.renew(slot);
    return this.#values[slot];
  }

  /** The value of a key, without making it the newest. */
  peek(key: K): V | undefined {
    const slot = this.#slots.get(key);
    return slot === undefined ? undefined : this.#values[slot];
  }

  /** Whether a key is here, without making it the newest. */
  has(key: K): boolean {
    return this.#slots.has(key);
  }

  /** Stores a value as the newest. */
  set(key: K, value: V): this {
    const known = this.#slots.get(key);
    if (known !== undefined) {
      this.#values[known] = value;
      this.#queue.renew(known);
    } else if (this.#capacity > 0) {
      if (this.size >= this.#capacity) this.evictOldest();
      const slot = this.#lists.allocate();
      this.#slots.set(key, slot);
      this.#keys[slot] = key;
      this.#values[slot] = value;
      this.#queue.add(slot);
    }
    return this;
  }

  /** Forgets a key. Answers whether it was here. */
  delete(key: K): boolean {
    const slot = this.#slots.get(key);
    if (slot === undefined) return false;
    this.#slots.delete(key);
    this.#keys[slot] = undefined;
    this.#values[slot] = undefined;
    this.#queue.remove(slot);
    this.#lists.release(slot);
    return true;
  }

  /** The key that would be evicted next; undefined when empty. */
  oldestKey(): K | undefined {
    return this.#keys[this.#queue.oldest()];
  }

  /** Evicts the oldest entry and answers its key; undefined when empty. */
  evictOldest(): K | undefined {
    const key = this.oldestKey();
    if (key !== undefined) this.delete(key);
    return key;
  }

  /** Forgets everything. */
  clear(): void {
    while (this.evictOldest() !== undefined);
  }

  /** Changes the capacity. The newest entries stay. */
  resize(capacity: number): void {
    this.#capacity = wholeNumber('LruCache: capacity', capacity, { min: 0 });
    while (this.size > this.#capacity) this.evictOldest();
  }

  /** The keys from the oldest to the newest, without changing that order. */
  *keys(): Generator<K, void, undefined> {
    for (const [key] of this.entries()) yield key;
  }

  /** The keys with their values from the oldest to the newest, without changing that order. */
  *entries(): Generator<[key: K, value: V], void, undefined> {
    for (const slot of this.#queue.slots()) {
      const key = this.#keys[slot];
      const value = this.#values[slot];
      if (key !== undefined && value !== undefined) yield [key, value];
    }
  }
}
