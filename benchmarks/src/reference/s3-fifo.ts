import { LruCache } from '@reprise/cache';

/**
 * S3-FIFO (Yang, Zhang, Qiu, Yue, Vinayak: "FIFO queues are all you need for cache eviction", SOSP 2023), for
 * counting hits: a small queue filters keys that are asked for once, a main queue gives used keys another round, and
 * a ghost queue of keys sends those that come back into the main queue.
 */
export class S3Fifo {
  readonly #capacity: number;
  readonly #smallRoom: number;
  readonly #small: LruCache<number, true>;
  readonly #main: LruCache<number, true>;
  readonly #ghosts: LruCache<number, true>;
  /** Uses since a key entered its queue, at most 3. */
  readonly #uses = new Map<number, number>();

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#smallRoom = Math.max(1, Math.floor(capacity / 10));
    // Nobody reads these, so the order of use is the order of arrival: queues.
    this.#small = new LruCache({ capacity: capacity + 1 });
    this.#main = new LruCache({ capacity: capacity + 1 });
    this.#ghosts = new LruCache({ capacity: capacity - this.#smallRoom });
  }

  /** Asks for a key and stores it. Answers whether it was there. */
  access(key: number): boolean {
    const uses = this.#uses.get(key);
    if (uses !== undefined) {
      this.#uses.set(key, Math.min(3, uses + 1));
      return true;
    }
    while (this.#small.size + this.#main.size >= this.#capacity) this.#evict();
    (this.#ghosts.delete(key) ? this.#main : this.#small).set(key, true);
    this.#uses.set(key, 0);
    return false;
  }

  #evict(): void {
    if (this.#small.size >= this.#smallRoom || this.#main.size === 0) this.#evictFromSmall();
    else this.#evictFromMain();
  }

  #evictFromSmall(): void {
    for (let key = this.#small.evictOldest(); key !== undefined; key = this.#small.evictOldest()) {
      if ((this.#uses.get(key) ?? 0) <= 1) {
        this.#uses.delete(key);
        this.#ghosts.set(key, true);
        return;
      }
      this.#uses.set(key, 0);
      this.#main.set(key, true);
      if (this.#main.size > this.#capacity - this.#smallRoom) this.#evictFromMain();
    }
  }

  #evictFromMain(): void {
    for (let key = this.#main.evictOldest(); key !== undefined; key = this.#main.evictOldest()) {
      const uses = this.#uses.get(key) ?? 0;
      if (uses === 0) {
        this.#uses.delete(key);
        return;
      }
      this.#uses.set(key, uses - 1);
      this.#main.set(key, true);
    }
  }
}
