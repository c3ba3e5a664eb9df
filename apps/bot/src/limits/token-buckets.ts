import { type Clock, systemClock } from '@reprise/clock';
import { durationMs, knownOptions, wholeNumber } from '@reprise/options';
import { WaitingLine } from './waiting-line.ts';

/** Whether something may happen now; if not, in how many milliseconds it may. */
export type LimitAnswer = { readonly ok: true } | { readonly ok: false; readonly waitMs: number };

/** Options of {@link TokenBuckets}. */
export interface TokenBucketsOptions {
  /** How often each key may at once. */
  readonly capacity: number;
  /** Time in which an empty bucket fills up again. */
  readonly refillMs: number;
  /** Buckets that are kept. @defaultValue 10000 */
  readonly maxKeys?: number;
  /** @defaultValue {@link systemClock} */
  readonly clock?: Clock;
}

interface Bucket {
  readonly key: string;
  /** When it is full again, in milliseconds since 1970: all there is to know of it, as all buckets fill alike. */
  readonly fullAt: number;
}

/** What is lost when fractions of milliseconds are added up must not refuse anybody. */
const ROUNDING_MS = 1e-6;

/**
 * A token bucket for each key: `capacity` at once, and then one every `refillMs / capacity`.
 *
 * Memory is bounded, however many keys there are. A full bucket is not kept, as one that is not there is full. When there
 * are too many that are not, the one goes that is full the soonest, to the time of one token. So nobody gets rid of an
 * empty bucket by letting others ask: `maxKeys` others would have to empty theirs after it, before it fills by itself.
 * (Were it the one that asked longest ago, they would only have to ask once each.)
 */
export class TokenBuckets {
  readonly #perTokenMs: number;
  readonly #refillMs: number;
  readonly #maxKeys: number;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();
  /**
   * Buckets by the tokens they lacked when they last lost one, from one to all. In each, the first is full the soonest, to
   * the time of one token.
   */
  readonly #byLack: readonly WaitingLine<Bucket>[];

  /** @throws TypeError or RangeError naming the option that is wrong. */
  constructor(options: TokenBucketsOptions) {
    knownOptions('TokenBuckets', options, ['capacity', 'refillMs', 'maxKeys', 'clock']);
    const capacity = wholeNumber('TokenBuckets: capacity', options.capacity, { min: 1, max: 1_000 });
    this.#refillMs = durationMs('TokenBuckets: refillMs', options.refillMs, { min: 1 });
    this.#maxKeys = wholeNumber('TokenBuckets: maxKeys', options.maxKeys ?? 10_000, { min: 1 });
    this.#clock = options.clock ?? systemClock;
    this.#perTokenMs = this.#refillMs / capacity;
    this.#byLack = Array.from({ length: capacity }, () => new WaitingLine<Bucket>());
  }

  /** Buckets that are kept now. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Takes a token of the key's bucket. Takes nothing when there is none. */
  take(key: string): LimitAnswer {
    const waitMs = this.waitMs(key);
    if (waitMs > 0) return { ok: false, waitMs };
    const now = this.#clock.now();
    const known = this.#buckets.get(key);
    if (known === undefined) this.#makeRoom(now);
    else this.#remove(known);
    this.#add({ key, fullAt: Math.max(now, known?.fullAt ?? now) + this.#perTokenMs }, now);
    return { ok: true };
  }

  /** Milliseconds until {@link take} would give one; 0 when it would now. */
  waitMs(key: string): number {
    const now = this.#clock.now();
    const fullAt = Math.max(now, this.#buckets.get(key)?.fullAt ?? now);
    return Math.max(0, Math.ceil(fullAt + this.#perTokenMs - this.#refillMs - now - ROUNDING_MS));
  }

  #add(bucket: Bucket, now: number): void {
    this.#buckets.set(bucket.key, bucket);
    this.#lackOf(bucket, now)?.add(bucket);
  }

  #remove(bucket: Bucket): void {
    this.#buckets.delete(bucket.key);
    for (const buckets of this.#byLack) if (buckets.delete(bucket)) return;
  }

  #lackOf({ fullAt }: Bucket, now: number): WaitingLine<Bucket> | undefined {
    const lack = Math.ceil((fullAt - now - ROUNDING_MS) / this.#perTokenMs);
    return this.#byLack[Math.min(lack, this.#byLack.length) - 1];
  }

  #makeRoom(now: number): void {
    let soonest = this.#soonest();
    while (soonest !== undefined && (soonest.fullAt <= now || this.size >= this.#maxKeys)) {
      this.#remove(soonest);
      soonest = this.#soonest();
    }
  }

  #soonest(): Bucket | undefined {
    let soonest: Bucket | undefined;
    for (const buckets of this.#byLack) {
      const { first } = buckets;
      if (first !== undefined && first.fullAt < (soonest?.fullAt ?? Number.POSITIVE_INFINITY)) soonest = first;
    }
    return soonest;
  }
}
