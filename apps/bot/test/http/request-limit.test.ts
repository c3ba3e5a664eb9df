import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { RequestLimit } from '../../src/http/request-limit.ts';

/** How many of so many requests at once are let through. */
function allowed(limit: RequestLimit, address: string, requests = 20): number {
  return Array.from({ length: requests }, () => limit.take(address)).filter((waitMs) => waitMs === 0).length;
}

describe('the limit of requests', () => {
  it('lets each address make ten at once, and then ten a second', () => {
    const clock = new ManualClock();
    const limit = new RequestLimit(clock);
    expect([allowed(limit, '10.0.0.1'), allowed(limit, '10.0.0.2')]).toEqual([10, 10]);
    expect(limit.take('10.0.0.1')).toBe(100);
    clock.advance(100);
    expect(allowed(limit, '10.0.0.1')).toBe(1);
    clock.advance(3_600_000);
    expect(allowed(limit, '10.0.0.1')).toBe(10);
  });

  it('takes all addresses of one network of IPv6 for one, and IPv4 in IPv6 for itself', () => {
    const limit = new RequestLimit(new ManualClock());
    expect(allowed(limit, '2001:db8:1:2::1')).toBe(10);
    expect(allowed(limit, '2001:db8:1:2:ffff::9')).toBe(0);
    expect(allowed(limit, '2001:db8:1:3::1')).toBe(10);
    expect([allowed(limit, '::ffff:10.0.0.9'), allowed(limit, '10.0.0.9'), allowed(limit, '::1')]).toEqual([10, 0, 10]);
  });

  it('remembers no more than the last 10,000 of a million addresses', () => {
    const limit = new RequestLimit(new ManualClock());
    for (let i = 0; i < 1_000_000; i += 1) limit.take(`${i >> 16}.${(i >> 8) & 255}.${i & 255}.1`);
    expect(limit.size).toBe(10_000);
  });
});
