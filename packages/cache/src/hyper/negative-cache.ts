import { LruCache } from '../policy/lru-cache.ts';
import { spellingFootprint } from './footprint.ts';

/** How long "nothing found" is believed, in milliseconds. Somebody may upload the song. */
export const NEGATIVE_TTL_MS = 60_000;

/** Share of the query slots and of the bytes that queries without a result may take. */
export const NEGATIVE_SHARE = 0.05;

/** Queries that are known to find nothing. Their room is their own: they never push out an answer. */
export class NegativeCache {
  readonly #expiry: LruCache<string, number>;
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(queryCapacity: number, maxBytes: number) {
    this.#expiry = new LruCache({ capacity: slotsFor(queryCapacity) });
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#expiry.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether a query is known to find nothing. An entry that is too old is dropped. */
  has(key: string, now: () => number): boolean {
    if (this.#expiry.size === 0) return false;
    const expiresAt = this.#expiry.get(key);
    if (expiresAt === undefined) return false;
    if (expiresAt > now()) return true;
    this.delete(key);
    return false;
  }

  add(key: string, expiresAt: number): boolean {
    const bytes = spellingFootprint(key);
    if (this.#expiry.capacity === 0 || bytes > this.#maxBytes) return false;
    this.delete(key);
    while (this.#expiry.size >= this.#expiry.capacity || this.#bytes + bytes > this.#maxBytes) this.#evict();
    this.#expiry.set(key, expiresAt);
    this.#bytes += bytes;
    return true;
  }

  delete(key: string): boolean {
    if (!this.#expiry.delete(key)) return false;
    this.#bytes -= spellingFootprint(key);
    return true;
  }

  resize(queryCapacity: number): void {
    const slots = slotsFor(queryCapacity);
    while (this.#expiry.size > slots) this.#evict();
    this.#expiry.resize(slots);
  }

  clear(): void {
    this.#expiry.clear();
    this.#bytes = 0;
  }

  /** Queries with the time they expire at, from the oldest to the newest. */
  entries(): Generator<[key: string, expiresAt: number], void, undefined> {
    return this.#expiry.entries();
  }

  #evict(): void {
    const key = this.#expiry.evictOldest();
    if (key !== undefined) this.#bytes -= spellingFootprint(key);
  }
}

/** A cache that holds queries at all can hold one without a result. */
function slotsFor(queryCapacity: number): number {
  return queryCapacity === 0 ? 0 : Math.max(1, Math.floor(queryCapacity * NEGATIVE_SHARE));
}
