import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { CallHealth } from '../../src/node/call-health.ts';

const MINUTE_MS = 60_000;
const NO = new Error('no');

/** The health of a node whose probes go as the test says. */
function watched(probe: (health: CallHealth) => void) {
  const clock = new ManualClock(0);
  const told: string[] = [];
  const probedAt: number[] = [];
  const health: CallHealth = new CallHealth(
    {
      degraded: (why) => told.push(why),
      recovered: () => told.push('recovered'),
      async probe() {
        probedAt.push(clock.now());
        probe(health);
      },
    },
    clock,
  );
  const fails = (times: number): void => {
    for (let i = 0; i < times; i++) health.failed(NO);
  };
  /** Minute by minute, with a moment for each probe to end. */
  const pass = async (minutes: number): Promise<void> => {
    for (let i = 0; i < minutes * 2; i++) {
      clock.advance(MINUTE_MS / 2);
      await new Promise(setImmediate);
    }
  };
  return { clock, health, told, probedAt, fails, pass };
}

describe('CallHealth', () => {
  it('takes five failures in a row for degraded, and says the last one', () => {
    const { health, told } = watched(() => undefined);
    for (let i = 1; i <= 4; i++) health.failed(new Error(`no ${i}`));
    health.answered(10);
    for (let i = 1; i <= 6; i++) health.failed(new Error(`no ${i}`));
    expect(told).toEqual(['5 calls in a row failed, the last one: no 5']);
  });

  it('takes an answer after more than two seconds for a failure', () => {
    const { health, told } = watched(() => undefined);
    for (let i = 0; i < 5; i++) health.answered(2_000);
    expect(told).toEqual([]);
    for (let i = 0; i < 5; i++) health.answered(2_001);
    expect(told).toEqual(['5 calls in a row failed, the last one: it took 2001 ms']);
  });

  it('leaves it alone for 30 s, then 60 s … and then 5 min at a time, until a probe is answered', async () => {
    let left = 13;
    const { health, told, probedAt, fails, pass, clock } = watched((one) =>
      --left > 0 ? one.failed(NO) : one.answered(10),
    );
    fails(5);
    health.answered(10);
    await pass(120);
    const waits = probedAt.map((at, i) => (at - (probedAt[i - 1] ?? 0)) / 1_000);
    expect(waits).toEqual([30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 300, 300, 300]);
    expect([told.at(-1), told.length, clock.pending]).toEqual(['recovered', 2, 0]);
  });

  it('leaves one alone for longer that fails again soon after, and begins anew after ten good minutes', async () => {
    const { told, probedAt, fails, pass } = watched((one) => one.answered(10));
    fails(5);
    await pass(1);
    fails(5);
    await pass(2);
    expect(probedAt).toEqual([30_000, 120_000]);
    await pass(20);
    fails(5);
    await pass(1);
    expect((probedAt[2] ?? 0) - 23 * MINUTE_MS).toBe(30_000);
    expect(told.filter((line) => line === 'recovered')).toHaveLength(3);
  });

  it('asks no more once the connection is another one', async () => {
    const { health, probedAt, fails, pass } = watched(() => undefined);
    fails(5);
    health.reset();
    await pass(60);
    expect(probedAt).toEqual([]);
  });
});
