import { beforeEach, describe, expect, it } from 'vitest';
import { Breaker } from '../../../src/store/valkey/breaker.ts';
import { ManualClock } from './support/manual-clock.ts';

describe('the breaker', () => {
  let clock: ManualClock;
  let breaker: Breaker;

  beforeEach(() => {
    clock = new ManualClock();
    breaker = new Breaker(clock);
  });

  const fail = (times: number): void => {
    for (let i = 0; i < times; i++) breaker.failed(breaker.admit());
  };

  it('leaves a server alone after five failures in a row, not before', () => {
    fail(4);
    expect(breaker.admit()).toBe('pass');
    expect(breaker.failed('pass')).toBe(true);
    expect(breaker.admit()).toBe('refused');
  });

  it('counts only failures in a row', () => {
    fail(4);
    breaker.succeeded();
    fail(4);
    expect(breaker.isClosed).toBe(true);
  });

  it('lets one find out after a second, and twice as long after each that fails, up to 30 seconds', async () => {
    fail(5);
    for (const restMs of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      await clock.advance(restMs - 1);
      expect(breaker.admit()).toBe('refused');
      await clock.advance(1);
      expect(breaker.admit()).toBe('probe');
      expect(breaker.admit()).toBe('refused');
      breaker.failed('probe');
    }
  });

  it('begins anew once a probe succeeded', async () => {
    fail(5);
    await clock.advance(1_000);
    breaker.failed(breaker.admit());
    await clock.advance(2_000);
    expect(breaker.admit()).toBe('probe');
    breaker.succeeded();
    expect([breaker.admit(), breaker.admit()]).toEqual(['pass', 'pass']);
    fail(5);
    await clock.advance(1_000);
    expect(breaker.admit()).toBe('probe');
  });

  it('does not rest longer for what had begun before', async () => {
    for (let i = 0; i < 50; i++) breaker.failed('pass');
    await clock.advance(1_000);
    expect(breaker.admit()).toBe('probe');
  });

  it('lets one find out at once when the server gives a sign of life', () => {
    fail(5);
    breaker.wake();
    expect([breaker.admit(), breaker.admit()]).toEqual(['probe', 'refused']);
    expect(clock.pending).toBe(0);
  });

  it('leaves no timer behind', () => {
    fail(5);
    breaker.stop();
    expect(clock.pending).toBe(0);
  });
});
