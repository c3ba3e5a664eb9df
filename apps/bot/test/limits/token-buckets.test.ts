import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ManualClock } from '@reprise/devkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenBuckets } from '../../src/limits/token-buckets.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function buckets(options: { capacity?: number; refillMs?: number; maxKeys?: number } = {}) {
  const clock = new ManualClock();
  return { clock, limits: new TokenBuckets({ capacity: 5, refillMs: 10_000, ...options, clock }) };
}

function empty(limits: TokenBuckets, key: string): void {
  while (limits.take(key).ok);
}

describe('TokenBuckets', () => {
  it('lets a burst through, says how long to wait for the next, and holds to it', () => {
    const { clock, limits } = buckets();
    for (let n = 0; n < 5; n++) expect(limits.take('a')).toEqual({ ok: true });
    expect(limits.take('a')).toEqual({ ok: false, waitMs: 2_000 });
    expect(limits.take('b')).toEqual({ ok: true });
    clock.advance(1_999);
    expect(limits.take('a')).toEqual({ ok: false, waitMs: 1 });
    clock.advance(1);
    expect(limits.take('a')).toEqual({ ok: true });
    expect(limits.take('a').ok).toBe(false);
  });

  it('never lets more through than a bucket per key holds and gets, nor less, at any rate', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(3_000)), { maxLength: 200 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 7 }), (taken, capacity) => {
        const { clock, limits } = buckets({ capacity });
        const model = new Map<string, { tokens: number; at: number }>();
        for (const [key, passMs] of taken) {
          clock.advance(passMs);
          const { tokens, at } = model.get(key) ?? { tokens: capacity, at: clock.now() };
          const left = Math.min(capacity, tokens + ((clock.now() - at) * capacity) / 10_000);
          const isDue = left >= 1 - 1e-7;
          model.set(key, { tokens: isDue ? left - 1 : left, at: clock.now() });
          expect(limits.take(key).ok).toBe(isDue);
        }
      }),
    );
  });

  it('keeps no bucket that is full again', () => {
    const { clock, limits } = buckets();
    for (let n = 0; n < 100; n++) limits.take(`user ${n}`);
    clock.advance(10_000);
    limits.take('one more');
    expect(limits.size).toBe(1);
  });

  it.each([
    { users: 1_000_000, overMs: 60_000 },
    { users: 100_000, overMs: 0 },
  ])('grows no further with $users users in $overMs ms than with the first 20,000', ({ users, overMs }) => {
    const { clock, limits } = buckets();
    const take = (from: number, to: number): void => {
      for (let n = from; n < to; n++) {
        limits.take(`10000000000${n}`);
        if (n % 1_000 === 0) clock.advance((overMs * 1_000) / users);
      }
    };
    take(0, 20_000);
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    take(20_000, users);
    collectGarbage();
    expect(limits.size).toBeLessThanOrEqual(10_000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(2_000_000);
  });

  it('keeps an empty bucket whatever number of others ask once or twice', () => {
    const { clock, limits } = buckets({ maxKeys: 100 });
    empty(limits, 'spammer');
    for (let n = 0; n < 3_000; n++) {
      limits.take(`helper ${n}`);
      if (n % 2 === 0) limits.take(`helper ${n}`);
      if (n % 30 === 0) clock.advance(10);
    }
    expect(limits.take('spammer')).toEqual({ ok: false, waitMs: 1_000 });
    expect(limits.size).toBe(100);
  });

  it('forgets an empty bucket only for as many that were emptied after it', () => {
    const { limits, clock } = buckets({ maxKeys: 100 });
    empty(limits, 'spammer');
    clock.advance(1);
    for (let n = 0; n < 99; n++) empty(limits, `helper ${n}`);
    expect(limits.waitMs('spammer')).toBeGreaterThan(0);
    empty(limits, 'helper 99');
    expect(limits.waitMs('spammer')).toBe(0);
  });

  it('names the option that is wrong', () => {
    expect(() => buckets({ capacity: 0 })).toThrow(/TokenBuckets: capacity/);
    expect(() => buckets({ refillMs: 0.5 })).toThrow(/TokenBuckets: refillMs/);
    expect(() => buckets({ maxKeys: 0 })).toThrow(/TokenBuckets: maxKeys/);
  });
});
