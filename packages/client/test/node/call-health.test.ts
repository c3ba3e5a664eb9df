import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CallHealth } from '../../src/node/call-health.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** The health of a node whose probes go as the test says. */
function watched(probe: (health: CallHealth) => void) {
  const told: string[] = [];
  const probedAt: number[] = [];
  const startedAt = Date.now();
  const health: CallHealth = new CallHealth({
    degraded: (why) => told.push(why),
    recovered: () => told.push('recovered'),
    async probe() {
      probedAt.push(Date.now() - startedAt);
      probe(health);
    },
  });
  return { health, told, probedAt };
}

describe('CallHealth', () => {
  it('takes five failures in a row for degraded, and says the last one', () => {
    const { health, told } = watched(() => undefined);
    for (let i = 1; i <= 4; i++) health.failed(new Error(`no ${i}`));
    health.answered();
    for (let i = 1; i <= 6; i++) health.failed(new Error(`no ${i}`));
    expect(told).toEqual(['5 calls in a row failed, the last one: no 5']);
  });

  it('asks again after 5, 15, 30 s … and then each minute, until an answer comes', async () => {
    let left = 15;
    const { health, told, probedAt } = watched((one) => (--left > 0 ? one.failed(new Error('no')) : one.answered()));
    for (let i = 0; i < 5; i++) health.failed(new Error('no'));
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(probedAt.slice(0, 4)).toEqual([5_000, 15_000, 30_000, 50_000]);
    const waits = probedAt.map((at, i) => at - (probedAt[i - 1] ?? 0));
    expect(waits.slice(11)).toEqual([60_000, 60_000, 60_000, 60_000]);
    expect([told.at(-1), probedAt.length, vi.getTimerCount()]).toEqual(['recovered', 15, 0]);
  });

  it('asks no more once the connection is another one', async () => {
    const { health, probedAt } = watched(() => undefined);
    for (let i = 0; i < 5; i++) health.failed(new Error('no'));
    health.reset();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(probedAt).toEqual([]);
  });
});
