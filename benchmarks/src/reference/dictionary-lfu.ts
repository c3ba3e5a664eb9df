/**
 * LFU with decay as one writes it first, over dictionaries: to evict, it looks for the least count among all; a
 * decay visits every count. Of those used equally often, the one stored first goes.
 */
export class DictionaryLfu<K, V> {
  readonly #values = new Map<K, V>();
  readonly #counts = new Map<K, number>();
  readonly #capacity: number;
  readonly #threshold: number;
  #hits = 0;

  constructor(capacity: number, threshold = 1_000) {
    this.#capacity = capacity;
    this.#threshold = threshold;
  }

  get size(): number {
    return this.#values.size;
  }

  get(key: K): V | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#hits += 1;
    if (this.#hits >= this.#threshold) this.#decay();
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    return value;
  }

  has(key: K): boolean {
    return this.#values.has(key);
  }

  set(key: K, value: V): void {
    if (this.get(key) === undefined) {
      if (this.#values.size >= this.#capacity) this.#evict();
      this.#counts.set(key, 1);
    }
    this.#values.set(key, value);
  }

  #evict(): void {
    let lowest = Number.POSITIVE_INFINITY;
    let victim: K | undefined;
    for (const [key, count] of this.#counts) {
      if (count >= lowest) continue;
      lowest = count;
      victim = key;
    }
    if (victim === undefined) return;
    this.#counts.delete(victim);
    this.#values.delete(victim);
  }

  #decay(): void {
    this.#hits = 0;
    for (const [key, count] of this.#counts) this.#counts.set(key, Math.floor(count / 2));
  }
}
