import { setImmediate } from 'node:timers/promises';
import { ManualClock } from '@reprise/devkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SnapshotWriter, type SnapshotWriterOptions } from '../../src/snapshot/snapshot-writer.ts';

/** A writer of a state that is one number, and the hook's side of it. */
function stage(options: Partial<SnapshotWriterOptions> = {}) {
  const clock = new ManualClock();
  const state = { value: 0 };
  const kept: number[] = [];
  const failures: unknown[] = [];
  const writer = new SnapshotWriter({
    clock,
    take: () => Uint8Array.of(state.value),
    onSnapshot: ([value = -1]) => void kept.push(value),
    failed: (error) => failures.push(error),
    ...options,
  });
  const change = (value: number): void => {
    state.value = value;
    writer.changed();
  };
  /** Moves the clock, then lets promises follow. */
  const advance = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await setImmediate();
  };
  return { clock, state, kept, failures, writer, change, advance };
}

/** A hook whose calls end when the test says so. */
function slowHook() {
  const calls: {
    readonly value: number | undefined;
    readonly resolve: () => void;
    readonly reject: (error: Error) => void;
  }[] = [];
  const onSnapshot = ([value]: Uint8Array): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    calls.push({ value, resolve, reject });
    return promise;
  };
  return { calls, onSnapshot };
}

describe('a snapshot writer', () => {
  it('writes an interval after the first change, what the state is then', async () => {
    const { kept, change, advance } = stage();
    change(1);
    change(2);
    await advance(999);
    expect(kept).toEqual([]);
    change(3);
    await advance(1);
    expect(kept).toEqual([3]);
  });

  it('writes once an interval while changes go on without end', async () => {
    const { kept, change, advance } = stage({ snapshotIntervalMs: 500 });
    for (let ms = 0; ms < 5_000; ms += 10) {
      change(Math.floor(ms / 500));
      await advance(10);
    }
    expect(kept).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('writes nothing, and keeps no timer, when nothing changed', async () => {
    const { clock, kept, change, writer, advance } = stage();
    await advance(60_000);
    change(1);
    await advance(1_000);
    await advance(60_000);
    expect([kept, clock.pending]).toEqual([[1], 0]);
    await writer.close();
    expect(kept).toEqual([1]);
  });

  it('waits for a slow hook before it writes again', async () => {
    const { calls, onSnapshot } = slowHook();
    const { change, advance } = stage({ onSnapshot });
    change(1);
    await advance(1_000);
    change(2);
    await advance(5_000);
    expect(calls.map(({ value }) => value)).toEqual([1]);
    calls[0]?.resolve();
    await advance(0);
    await advance(999);
    expect(calls).toHaveLength(1);
    await advance(1);
    expect(calls.map(({ value }) => value)).toEqual([1, 2]);
  });

  it('takes less often what takes long', async () => {
    const made = stage({
      take: () => {
        made.clock.advance(200);
        return Uint8Array.of(made.state.value);
      },
    });
    const { change, advance, kept } = made;
    change(1);
    await advance(1_000);
    change(2);
    await advance(3_799);
    expect(kept).toEqual([1]);
    await advance(1);
    expect(kept).toEqual([1, 2]);
  });

  it('checks its options', () => {
    expect(() => stage({ snapshotIntervalMs: 0 })).toThrow(
      new RangeError('snapshotIntervalMs must be a whole number of milliseconds from 1 to 2147483647, but is 0.'),
    );
    // @ts-expect-error a file name is not a hook
    expect(() => stage({ onSnapshot: 'players.snapshot' })).toThrow(/^onSnapshot must be a function/);
  });
});

describe('a hook that fails', () => {
  it('is told of once, and tried again at the next change', async () => {
    let isBroken = true;
    const made = stage({
      onSnapshot: async ([value = -1]) => {
        if (isBroken) throw new Error('disk full');
        made.kept.push(value);
      },
    });
    const { kept, failures, change, advance, clock } = made;
    for (const value of [1, 2, 3]) {
      change(value);
      await advance(1_000);
    }
    expect([kept, failures, clock.pending]).toEqual([[], [new Error('disk full')], 0]);

    isBroken = false;
    change(4);
    await advance(1_000);
    isBroken = true;
    change(5);
    await advance(1_000);
    expect(kept).toEqual([4]);
    expect(failures).toHaveLength(2);
  });

  it('at once, or a snapshot that cannot be taken, is one too', async () => {
    const hook = stage({
      onSnapshot: () => {
        throw new Error('hook');
      },
    });
    hook.change(1);
    await hook.advance(1_000);
    const take = stage({
      take: () => {
        throw new TypeError('take');
      },
    });
    take.change(1);
    await take.advance(1_000);
    expect([hook.failures, take.failures]).toEqual([[new Error('hook')], [new TypeError('take')]]);
  });

  it('by never ending counts as failed after 10 seconds, and is not called a second time meanwhile', async () => {
    const { calls, onSnapshot } = slowHook();
    const { change, advance, failures } = stage({ onSnapshot });
    change(1);
    await advance(1_000);
    change(2);
    await advance(10_000);
    await advance(60_000);
    expect(calls).toHaveLength(1);
    expect(failures).toEqual([new DOMException('onSnapshot did not end within 10000 ms.', 'TimeoutError')]);
    calls[0]?.resolve();
    await advance(0);
    await advance(1_000);
    expect(calls.map(({ value }) => value)).toEqual([1, 2]);
  });
});

describe('closing a snapshot writer', () => {
  it('writes the last state at once', async () => {
    const { clock, kept, change, writer } = stage();
    change(1);
    await writer.close();
    expect([kept, clock.pending]).toEqual([[1], 0]);
    change(2);
    await writer.close();
    expect([kept, clock.pending]).toEqual([[1], 0]);
  });

  it('waits for a write under way, and writes what changed since', async () => {
    const { calls, onSnapshot } = slowHook();
    const { change, advance, writer } = stage({ onSnapshot });
    change(1);
    await advance(1_000);
    change(2);
    const closed = writer.close();
    await advance(0);
    expect(calls).toHaveLength(1);
    calls[0]?.resolve();
    await advance(0);
    expect(calls.map(({ value }) => value)).toEqual([1, 2]);
    calls[1]?.resolve();
    await closed;
  });

  it('writes what a failed write did not keep', async () => {
    let calls = 0;
    const made = stage({
      onSnapshot: async ([value = -1]) => {
        calls += 1;
        if (calls === 1) throw new Error('busy');
        made.kept.push(value);
      },
    });
    made.change(1);
    await made.advance(1_000);
    await made.writer.close();
    expect(made.kept).toEqual([1]);
  });

  it('ends 20 seconds later at the latest, whatever the hook does', async () => {
    const hanging = slowHook();
    const { change, advance, writer, failures, clock } = stage({ onSnapshot: hanging.onSnapshot });
    change(1);
    await advance(1_000);
    change(2);
    const closed = writer.close();
    await advance(10_000);
    await closed;
    expect([hanging.calls.length, failures.length, clock.pending]).toEqual([1, 1, 0]);

    const last = stage({ onSnapshot: () => Promise.withResolvers<never>().promise });
    last.change(1);
    const ended = last.writer.close();
    await last.advance(0);
    await last.advance(10_000);
    await ended;
    expect(last.failures).toHaveLength(1);
  });
});

describe('whatever changes, fails and takes its time', () => {
  const step = fc.record({ kind: fc.constantFrom('change', 'wait', 'end', 'break'), ms: fc.nat(1_500) });

  it('there is never a second write beside one, nor two within an interval, and the last state is kept in the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { calls, onSnapshot } = slowHook();
        let open = 0;
        const times: number[] = [];
        const kept: (number | undefined)[] = [];
        const made = stage({
          onSnapshot: async (bytes) => {
            times.push(made.clock.now());
            open += 1;
            expect(open).toBe(1);
            try {
              await onSnapshot(bytes);
              kept.push(bytes[0]);
            } finally {
              open -= 1;
            }
          },
        });
        let value = 0;
        for (const { kind, ms } of steps) {
          if (kind === 'change') made.change(++value);
          if (kind === 'end') calls.at(-1)?.resolve();
          if (kind === 'break') calls.at(-1)?.reject(new Error('broken'));
          await made.advance(kind === 'wait' ? ms : 0);
        }
        for (const [i, time] of times.entries())
          if (i > 0) expect(time - (times[i - 1] ?? 0)).toBeGreaterThanOrEqual(1_000);
        const closed = made.writer.close();
        for (let i = 0; i < 3; i += 1) {
          calls.at(-1)?.resolve();
          await made.advance(0);
        }
        await closed;
        expect(kept.at(-1) ?? 0).toBe(value);
        expect(made.clock.pending).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});
