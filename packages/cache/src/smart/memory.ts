import { LruCache } from '../policy/lru-cache.ts';
import type { Entry } from './entry.ts';

/** The entries in memory, bounded by their number and by their bytes. Knows nothing of time. */
export class Memory<V> {
  readonly #entries: LruCache<string, Entry<V>>;
  readonly #maxBytes: number;
  readonly #evicted: (entry: Entry<V>) => void;
  #bytes = 0;

  /** `evicted` is told each entry that had to go. */
  constructor(maxSize: number, maxBytes: number, evicted: (entry: Entry<V>) => void) {
    this.#entries = new LruCache({ capacity: maxSize });
    this.#maxBytes = maxBytes;
    this.#evicted = evicted;
  }

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): Entry<V> | undefined {
    return this.#entries.get(key);
  }

  peek(key: string): Entry<V> | undefined {
    return this.#entries.peek(key);
  }

  /** Whether an entry can be kept without another one having to go. */
  hasRoomFor(entry: Entry<V>): boolean {
    return this.size < this.#entries.capacity && this.#bytes + entry.bytes <= this.#maxBytes;
  }

  /** Keeps an entry that is not larger than everything together may be. */
  put(entry: Entry<V>): void {
    this.delete(entry.key);
    while (!this.hasRoomFor(entry)) this.#evict();
    this.#entries.set(entry.key, entry);
    this.#bytes += entry.bytes;
  }

  delete(key: string): Entry<V> | undefined {
    const entry = this.#entries.peek(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
    return entry;
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }

  /** From the one that was not used for the longest time to the newest. */
  *entries(): Generator<Entry<V>, void, undefined> {
    for (const [, entry] of this.#entries.entries()) yield entry;
  }

  #evict(): void {
    const oldest = this.#entries.oldestKey();
    const entry = oldest === undefined ? undefined : this.delete(oldest);
    if (entry !== undefined) this.#evicted(entry);
  }
}
