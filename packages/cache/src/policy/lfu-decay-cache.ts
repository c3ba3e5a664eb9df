import { wholeNumber } from '@reprise/options';
import { type LfuDecayCacheOptions, LfuDecaySettings } from './lfu-decay-options.ts';
import { LfuDecayPolicy } from './lfu-decay-policy.ts';
import type { Defined } from './lru-cache.ts';

/**
 * A bounded map that evicts what was used least often, where old uses count less and less.
 *
 * A newcomer starts in a small LRU window and must be used more often than the entry it would displace; evicted keys
 * are remembered for a while, so that one that comes back is no newcomer. Every operation is O(1), the decay
 * included. `{ window: 0, ghost: 0 }` is plain LFU with decay.
 *
 * @example
 * ```ts
 * import { LfuDecayCache } from '@reprise/cache';
 *
 * const titles = new LfuDecayCache<string, string>({ capacity: 1_000 });
 * titles.set('dQw4w9WgXcQ', 'Never Gonna Give You Up');
 * titles.get('dQw4w9WgXcQ'); // 'Never Gonna Give You Up'
 * ```
 */
export class LfuDecayCache<K extends Defined, V extends Defined> {
  readonly #policy: LfuDecayPolicy;
  /** Slots of entries and of ghosts. */
  readonly #slots = new Map<K, number>();
  readonly #keys: (K | undefined)[] = [];
  /** Ghosts have none. */
  readonly #values: (V | undefined)[] = [];

  /** @throws TypeError or RangeError naming the option that is wrong, its value and what it must be. */
  constructor(options: LfuDecayCacheOptions) {
    this.#policy = new LfuDecayPolicy(new LfuDecaySettings('LfuDecayCache', options), {
      evicted: (slot) => {
        this.#values[slot] = undefined;
      },
      forgotten: (slot) => {
        const key = this.#keys[slot];
        if (key !== undefined) this.#slots.delete(key);
        this.#keys[slot] = undefined;
      },
    });
  }

  /** Entries it holds now. */
  get size(): number {
    return this.#policy.size;
  }

  /** Entries it may hold. */
  get capacity(): number {
    return this.#policy.capacity;
  }

  /** Decay passes so far. */
  get decays(): number {
    return this.#policy.decays;
  }

  /** The value of a key, which counts as a use; undefined when it is not here. */
  get(key: K): V | undefined {
    const slot = this.#slots.get(key);
    return slot !== undefined && this.#policy.touch(slot) ? this.#values[slot] : undefined;
  }

  /** The value of a key, without counting a use. */
  peek(key: K): V | undefined {
    const slot = this.#slots.get(key);
    return slot === undefined ? undefined : this.#values[slot];
  }

  /** Whether a key is here, without counting a use. */
  has(key: K): boolean {
    return this.peek(key) !== undefined;
  }

  /** How often a key was used, decays included; undefined when it is not here. */
  countOf(key: K): number | undefined {
    const slot = this.#slots.get(key);
    return slot !== undefined && this.#policy.isResident(slot) ? this.#policy.countOf(slot) : undefined;
  }

  /** Stores a value. Replacing one counts as a use. */
  set(key: K, value: V): this {
    const known = this.#slots.get(key);
    if (known !== undefined) {
      if (!this.#policy.touch(known)) this.#policy.revive(known);
      this.#values[known] = value;
    } else if (this.capacity > 0) {
      const slot = this.#policy.insert();
      this.#slots.set(key, slot);
      this.#keys[slot] = key;
      this.#values[slot] = value;
    }
    return this;
  }

  /** Forgets a key and how often it was used. Answers whether it was here. */
  delete(key: K): boolean {
    const slot = this.#slots.get(key);
    if (slot === undefined) return false;
    const wasHere = this.#policy.isResident(slot);
    this.#policy.remove(slot);
    this.#slots.delete(key);
    this.#keys[slot] = undefined;
    this.#values[slot] = undefined;
    return wasHere;
  }

  /** Forgets everything: entries, counts, and the keys it remembered. */
  clear(): void {
    for (const slot of this.#slots.values()) this.#policy.remove(slot);
    this.#policy.restoreHits(0);
    this.#slots.clear();
    this.#keys.length = 0;
    this.#values.length = 0;
  }

  /** Changes the capacity. The most valuable entries stay, with their counts. */
  resize(capacity: number): void {
    this.#policy.resize(wholeNumber('LfuDecayCache: capacity', capacity, { min: 0 }));
  }

  /** The keys, in no particular order, without counting a use. */
  *keys(): Generator<K, void, undefined> {
    for (const [key] of this.entries()) yield key;
  }

  /** The keys with their values, in no particular order, without counting a use. */
  *entries(): Generator<[key: K, value: V], void, undefined> {
    for (const [key, slot] of this.#slots) {
      const value = this.#values[slot];
      if (value !== undefined) yield [key, value];
    }
  }
}
