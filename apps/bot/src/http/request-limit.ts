import { isIPv6 } from 'node:net';
import { LruCache } from '@reprise/cache';
import type { Clock } from '@reprise/clock';

/** What an address has left, and when that was counted. */
interface Allowance {
  tokens: number;
  countedAt: number;
}

/** Requests an address may make a second, and at once. */
const A_SECOND = 10;
/** Addresses that are remembered: those that came last. */
const MOST_ADDRESSES = 10_000;

/** Lets each address make ten requests a second. Addresses that have been quiet are forgotten. */
export class RequestLimit {
  readonly #clock: Clock;
  readonly #allowances = new LruCache<string, Allowance>({ capacity: MOST_ADDRESSES });

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Addresses that are remembered. */
  get size(): number {
    return this.#allowances.size;
  }

  /** Takes a request of an address. @returns 0, or the milliseconds until it may make another one. */
  take(address: string): number {
    const now = this.#clock.now();
    const of = networkOf(address);
    const { tokens: left, countedAt } = this.#allowances.get(of) ?? { tokens: A_SECOND, countedAt: now };
    const tokens = Math.min(A_SECOND, left + (Math.max(0, now - countedAt) / 1_000) * A_SECOND);
    const isAllowed = tokens >= 1;
    this.#allowances.set(of, { tokens: isAllowed ? tokens - 1 : tokens, countedAt: now });
    return isAllowed ? 0 : Math.ceil(((1 - tokens) / A_SECOND) * 1_000);
  }
}

/** Who has one address of IPv6 has all of its /64: RFC 6177. */
function networkOf(address: string): string {
  const bare = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
  if (!isIPv6(bare)) return bare;
  const [head = '', tail] = bare.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
