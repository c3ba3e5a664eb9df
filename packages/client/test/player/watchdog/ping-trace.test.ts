import { seededRandom } from '@reprise/devkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PingTrace } from '../../../src/player/watchdog/ping-trace.ts';

const UPDATE_MS = 5_000;
const HEARTBEAT_MS = 13_750;
const TWO_UPDATES_MS = 2 * UPDATE_MS;

/** Reports what a connection measures, for so long. Answers after how long it was stale, in milliseconds. */
function reported(trace: PingTrace, pingAt: (heartbeat: number) => number, ms: number, from = 0): number | undefined {
  for (let now = from + UPDATE_MS; now <= from + ms; now += UPDATE_MS) {
    trace.report(pingAt(Math.floor(now / HEARTBEAT_MS)), UPDATE_MS);
    if (trace.isStale(TWO_UPDATES_MS)) return now - from;
  }
  return undefined;
}

/** Pings of a connection that works: `spread` values, each as likely. */
function healthy(seed: number, spread: number): (heartbeat: number) => number {
  return (heartbeat) =>
    heartbeat === 0 ? 0 : 20 + Math.floor(seededRandom(seed * 100_003 + heartbeat)() * (spread + 1));
}

describe('the ping of a voice connection', () => {
  it('is not stale for six hours of a connection that works, however widely its pings spread', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(0, 1, 5, 20), (seed, spread) => {
        expect(reported(new PingTrace(), healthy(seed, spread), 6 * 3_600_000)).toBeUndefined();
      }),
    );
  });

  it('is not stale when it is not measured: 0 for ever', () => {
    expect(reported(new PingTrace(), () => 0, 3_600_000)).toBeUndefined();
  });

  it('is stale some minutes after heartbeats stopped being answered, once they were for five', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 10, max: 20 }), (seed, spread) => {
        const trace = new PingTrace();
        const pings = healthy(seed, spread);
        expect(reported(trace, pings, 300_000)).toBeUndefined();
        const last = pings(Math.floor(300_000 / HEARTBEAT_MS));
        const after = reported(trace, () => last, 900_000, 300_000);
        expect(after).toBeGreaterThan(2 * HEARTBEAT_MS);
        expect(after).toBeLessThanOrEqual(720_000);
      }),
    );
  });

  it('begins anew with another connection, and when the node says that it has none', () => {
    const trace = new PingTrace();
    reported(trace, healthy(1, 10), 300_000);
    trace.forget();
    expect(reported(trace, () => 25, 600_000)).toBeUndefined();
    reported(trace, healthy(2, 10), 300_000);
    trace.report(-1, UPDATE_MS);
    expect(reported(trace, () => 25, 600_000)).toBeUndefined();
  });
});
