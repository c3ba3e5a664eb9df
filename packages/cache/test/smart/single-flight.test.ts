import { type FlightSignals, SingleFlight } from '@reprise/cache';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

/** Work that ends when the test says so. */
function work() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const signals: AbortSignal[] = [];
  const start = ({ abandoned }: FlightSignals): Promise<string> => {
    signals.push(abandoned);
    return promise;
  };
  return { start, signals, resolve, reject };
}

describe('SingleFlight', () => {
  it('does equal work once for 10,000 callers', async () => {
    const flights = new SingleFlight<string>();
    const { start, signals, resolve } = work();
    const boarded = Array.from({ length: 10_000 }, () => flights.board('key', start));
    resolve('done');
    expect(new Set(await Promise.all(boarded.map(({ promise }) => promise)))).toEqual(new Set(['done']));
    expect(signals).toHaveLength(1);
    expect(boarded.filter(({ joined }) => joined)).toHaveLength(9_999);
  });

  it('tells a failure to everyone who waits, and starts anew for the next one', async () => {
    const flights = new SingleFlight<string>();
    const first = work();
    const boarded = [flights.board('key', first.start), flights.board('key', first.start)];
    first.reject(new Error('broken'));
    const outcomes = await Promise.allSettled(boarded.map(({ promise }) => promise));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);

    const second = work();
    second.resolve('mended');
    expect(await flights.board('key', second.start).promise).toBe('mended');
  });

  it('lets one caller leave and the others stay', async () => {
    const flights = new SingleFlight<string>();
    const { start, signals, resolve } = work();
    const leaving = new AbortController();
    const left = flights.board('key', start, leaving.signal);
    const stayed = flights.board('key', start);
    leaving.abort(new Error('enough'));
    await expect(left.promise).rejects.toThrow('enough');
    expect(signals[0]?.aborted).toBe(false);
    resolve('done');
    expect(await stayed.promise).toBe('done');
  });

  it('stops the work when the last one leaves, and the next caller gets work of its own', async () => {
    const flights = new SingleFlight<string>();
    const first = work();
    const leaving = [new AbortController(), new AbortController()];
    const left = leaving.map(({ signal }) => flights.board('key', first.start, signal).promise);
    for (const controller of leaving) controller.abort();
    const outcomes = await Promise.allSettled(left);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(first.signals[0]?.aborted).toBe(true);

    const second = work();
    second.resolve('fresh');
    expect(await flights.board('key', second.start).promise).toBe('fresh');
    first.reject(first.signals[0]?.reason);
  });

  it('gives a newcomer a flight of its own once the one under way was dropped, which then knows it', async () => {
    const flights = new SingleFlight<string>();
    const land = Promise.withResolvers<void>();
    const start = async ({ isCurrent }: FlightSignals): Promise<string> => {
      await land.promise;
      return isCurrent() ? 'current' : 'dropped';
    };
    const before = flights.board('key', start);
    flights.drop('key');
    const after = flights.board('key', start);
    land.resolve();
    expect([after.joined, await before.promise, await after.promise]).toEqual([false, 'dropped', 'current']);
  });

  it('does not start for a caller who has left already', () => {
    const { start, signals } = work();
    expect(() => new SingleFlight<string>().board('key', start, AbortSignal.abort())).toThrow();
    expect(signals).toEqual([]);
  });

  it('lands everyone who stays, and never has two live flights of one key, whatever the order of joining, leaving and landing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }), async (s, leaves) => {
        const flights = new SingleFlight<string>();
        const live = new Set<AbortSignal>();
        let mostLive = 0;
        const start = async ({ abandoned: signal }: FlightSignals): Promise<string> => {
          // A flight that everybody left is none any more, though its work may still be ending.
          signal.addEventListener('abort', () => live.delete(signal));
          mostLive = Math.max(mostLive, live.add(signal).size);
          await s.schedule(Promise.resolve(), 'land');
          live.delete(signal);
          signal.throwIfAborted();
          return 'done';
        };
        const callers = leaves.map(async (mayLeave) => {
          await s.schedule(Promise.resolve(), 'join');
          const controller = new AbortController();
          if (mayLeave) void s.schedule(Promise.resolve(), 'leave').then(() => controller.abort());
          const { promise } = flights.board('key', start, mayLeave ? controller.signal : undefined);
          return promise.catch(() => 'left');
        });
        const ends = await s.waitFor(Promise.all(callers));
        expect(mostLive).toBe(1);
        expect(ends.filter((_end, i) => !leaves[i])).toEqual(leaves.filter((mayLeave) => !mayLeave).map(() => 'done'));
      }),
      { numRuns: 300 },
    );
  });
});
