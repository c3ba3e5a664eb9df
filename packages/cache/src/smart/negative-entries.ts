import { LruCache } from '../policy/lru-cache.ts';
import { OVERHEAD_BYTES } from './entry.ts';
import type { FailureClass } from './failure-class.ts';

/** Share of the entries and of the bytes that failures may take. */
const NEGATIVE_SHARE = 0.05;

/** How long failures are believed, in milliseconds. */
export const NEGATIVE_TTL_MS: Readonly<Record<FailureClass, number>> = {
  'nothing-found': 60_000,
  gone: 21_600_000,
  'rate-limited': 300_000,
  other: 5_000,
  network: 0,
};

/** A failure that is believed for a while. */
export interface NegativeEntry {
  readonly failureClass: FailureClass;
  readonly cause: unknown;
  readonly until: number;
}

/** Keys whose values could not be made. Their room is their own: they never push out a value. */
export class NegativeEntries {
  readonly #entries: LruCache<string, NegativeEntry>;
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxSize: number, maxBytes: number) {
    this.#entries = new LruCache({ capacity: Math.max(1, Math.floor(maxSize * NEGATIVE_SHARE)) });
    this.#maxBytes = Math.floor(maxBytes * NEGATIVE_SHARE);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** What is known of a key; undefined when nothing is, or not any more. */
  get(key: string, now: number): NegativeEntry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || now < entry.until) return entry;
    this.delete(key);
    return undefined;
  }

  add(key: string, entry: NegativeEntry): void {
    this.delete(key);
    const bytes = bytesOf(key);
    if (bytes > this.#maxBytes) return;
    while (this.#entries.size >= this.#entries.capacity || this.#bytes + bytes > this.#maxBytes) this.#evict();
    this.#entries.set(key, entry);
    this.#bytes += bytes;
  }

  /** True when something was known of it. */
  delete(key: string): boolean {
    const wasKnown = this.#entries.delete(key);
    if (wasKnown) this.#bytes -= bytesOf(key);
    return wasKnown;
  }

  removeExpired(now: number): void {
    for (const [key, { until }] of [...this.#entries.entries()]) if (until <= now) this.delete(key);
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }

  entries(): Generator<[key: string, entry: NegativeEntry], void, undefined> {
    return this.#entries.entries();
  }

  #evict(): void {
    const oldest = this.#entries.oldestKey();
    if (oldest !== undefined) this.delete(oldest);
  }
}

function bytesOf(key: string): number {
  return Buffer.byteLength(key) + OVERHEAD_BYTES;
}
