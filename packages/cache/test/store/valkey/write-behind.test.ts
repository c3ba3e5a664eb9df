import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../../src/store/store-error.ts';
import { type Write, WriteBehind } from '../../../src/store/valkey/write-behind.ts';
import { ManualClock, settled } from './support/manual-clock.ts';

const KIB = 1_024;
const set = (key: string, value: string, bytes = 100): Write => ({
  key,
  command: ['set', key, value],
  bytes,
  isReplaceable: true,
});
const remove = (key: string): Write => ({ key, command: ['getdel', key], bytes: 10, isReplaceable: false });
const AWAY = new StoreError('STORE_UNAVAILABLE', 'nobody there');

/** A server that does what it is told, when it is told to. */
class FakeServer {
  readonly values = new Map<string, string>();
  readonly batches: number[] = [];
  isAway = false;
  #held: PromiseWithResolvers<void> | undefined;

  hold(): void {
    this.#held = Promise.withResolvers();
  }

  release(): void {
    this.#held?.resolve();
    this.#held = undefined;
  }

  async send(writes: readonly Write[]): Promise<readonly unknown[]> {
    this.batches.push(writes.length);
    await this.#held?.promise;
    if (this.isAway) throw AWAY;
    return writes.map(({ command: [name, key, value] }) => {
      const former = this.values.get(String(key)) ?? null;
      if (name === 'getdel') this.values.delete(String(key));
      else this.values.set(String(key), String(value));
      return name === 'getdel' ? former : 'OK';
    });
  }
}

describe('writes behind', () => {
  it('do not try again what a later write of the same key has overtaken', async () => {
    const clock = new ManualClock();
    const sent: string[][] = [];
    const writes = new WriteBehind({
      clock,
      waitMs: 10_000,
      send: async (batch) => {
        sent.push(batch.map(({ command }) => command.join(' ')));
        return sent.length > 1 ? batch.map(() => 'OK') : [AWAY, 'OK', AWAY];
      },
    });
    const removed = writes.add(remove('song')).catch((error: unknown) => error);
    const added = writes.add(set('song', 'new'));
    const other = writes.add(set('other', 'x'));
    await settled();
    expect(await added).toBe('OK');
    await clock.advance(250);
    expect([await removed, await other]).toEqual([AWAY, 'OK']);
    expect(sent).toEqual([['getdel song', 'set song new', 'set other x'], ['set other x']]);
    expect([writes.count, writes.bytes]).toEqual([0, 0]);
  });
  let clock: ManualClock;
  let server: FakeServer;
  let writes: WriteBehind;

  beforeEach(() => {
    clock = new ManualClock();
    server = new FakeServer();
    writes = new WriteBehind({ clock, waitMs: 10_000, send: (batch) => server.send(batch) });
  });

  /** What became of a write. */
  const outcomeOf = (answer: Promise<unknown>): Promise<unknown> =>
    answer.catch((error: unknown) => (error instanceof StoreError ? error.code : error));

  it('resolve when the server has acknowledged them, not before', async () => {
    server.hold();
    let isDone = false;
    const write = writes.add(set('a', '1')).then(() => {
      isDone = true;
    });
    await settled();
    expect([isDone, writes.count, writes.bytes]).toEqual([false, 1, 100]);
    server.release();
    await write;
    expect([isDone, writes.count, writes.bytes]).toEqual([true, 0, 0]);
  });

  it('of one moment go together, a hundred or 512 KiB at most', async () => {
    await Promise.all(Array.from({ length: 250 }, (_, i) => writes.add(set(`${i}`, ''))));
    expect(server.batches).toEqual([100, 100, 50]);
    await Promise.all(Array.from({ length: 4 }, (_, i) => writes.add(set(`${i}`, '', 256 * KIB))));
    expect(server.batches.slice(3)).toEqual([2, 2]);
  });

  it('of one key that wait become one, and all of them learn how it went', async () => {
    server.hold();
    const first = writes.add(set('other', '0'));
    await settled();
    const both = [writes.add(set('a', '1')), writes.add(set('a', '2'))];
    expect(writes.count).toBe(2);
    server.release();
    await Promise.all([first, ...both]);
    expect(server.values.get('a')).toBe('2');
    expect(server.batches).toEqual([1, 1]);
  });

  it('keep the order of a key, whatever comes together', async () => {
    const anyWrite = fc.record({ key: fc.constantFrom('a', 'b'), isRemoval: fc.boolean(), pause: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(anyWrite, { maxLength: 30 }), async (steps) => {
        server = new FakeServer();
        const expected = new Map<string, string>();
        const answers: Promise<unknown>[] = [];
        for (const [i, { key, isRemoval, pause }] of steps.entries()) {
          answers.push(writes.add(isRemoval ? remove(key) : set(key, `${i}`)));
          if (isRemoval) expected.delete(key);
          else expected.set(key, `${i}`);
          if (pause) await settled();
        }
        await Promise.all(answers);
        expect(server.values).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('say of a removal what was there', async () => {
    expect(await Promise.all([writes.add(set('a', '1')), writes.add(remove('a')), writes.add(remove('a'))])).toEqual([
      'OK',
      '1',
      null,
    ]);
  });

  it('are a thousand at most: the oldest go', async () => {
    server.hold();
    const sent = writes.add(set('sent', ''));
    await settled();
    const waiting = Array.from({ length: 1_001 }, (_, i) => outcomeOf(writes.add(set(`${i}`, ''))));
    expect([writes.count, writes.dropped]).toEqual([1_000, 2]);
    server.release();
    expect((await Promise.all(waiting)).slice(0, 3)).toEqual(['STORE_FULL', 'STORE_FULL', 'OK']);
    expect(await sent).toBe('OK');
  });

  it('are 4 MiB at most: the oldest go, and what does not fit beside those under way', async () => {
    server.hold();
    const waiting = Array.from({ length: 17 }, (_, i) => outcomeOf(writes.add(set(`${i}`, '', 256 * KIB))));
    expect([writes.count, writes.bytes]).toEqual([16, 4_096 * KIB]);
    await settled();
    const large = outcomeOf(writes.add(set('large', '', 4_000 * KIB)));
    expect(await large).toBe('STORE_FULL');
    server.release();
    expect((await Promise.all(waiting)).filter((outcome) => outcome === 'OK')).toHaveLength(2);
    expect(writes.bytes).toBe(0);
  });

  it('wait for a server that is away, and are written when it is back', async () => {
    server.isAway = true;
    const write = outcomeOf(writes.add(set('a', '1')));
    await clock.advance(9_000);
    server.isAway = false;
    await clock.advance(250);
    expect(await write).toBe('OK');
    expect(server.values.get('a')).toBe('1');
    expect(clock.pending).toBe(0);
  });

  it('are tried at once when told that the server is back', async () => {
    server.isAway = true;
    const write = outcomeOf(writes.add(set('a', '1')));
    await settled();
    server.isAway = false;
    writes.retry();
    expect(await write).toBe('OK');
    expect(clock.pending).toBe(0);
  });

  it('are given up when they have waited for too long, each by its own time', async () => {
    server.isAway = true;
    const early = outcomeOf(writes.add(set('a', '1')));
    await clock.advance(5_000);
    const late = outcomeOf(writes.add(set('b', '1')));
    await clock.advance(5_250);
    expect(await early).toBe('STORE_UNAVAILABLE');
    expect(writes.count).toBe(1);
    await clock.advance(5_250);
    expect(await late).toBe('STORE_UNAVAILABLE');
    expect([writes.count, writes.bytes]).toEqual([0, 0]);
    expect(clock.pending).toBe(0);
  });

  it('do not bring an old value back when a later one waited behind the one that got lost', async () => {
    server.hold();
    server.isAway = true;
    const old = outcomeOf(writes.add(set('a', 'old')));
    await settled();
    const young = outcomeOf(writes.add(set('a', 'young')));
    server.release();
    await settled();
    server.isAway = false;
    await clock.advance(250);
    expect(await Promise.all([old, young])).toEqual(['OK', 'OK']);
    expect(server.values.get('a')).toBe('young');
  });

  it('end as the last of each key said, however often the server is away in between', async () => {
    const anyStep = fc.record({
      key: fc.constantFrom('a', 'b', 'c'),
      isRemoval: fc.boolean(),
      isAway: fc.boolean(),
      pauseMs: fc.constantFrom(0, 0, 300),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { maxLength: 25 }), async (steps) => {
        server = new FakeServer();
        const expected = new Map<string, string>();
        const answers: Promise<unknown>[] = [];
        for (const [i, { key, isRemoval, isAway, pauseMs }] of steps.entries()) {
          server.isAway = isAway;
          answers.push(writes.add(isRemoval ? remove(key) : set(key, `${i}`)));
          if (isRemoval) expected.delete(key);
          else expected.set(key, `${i}`);
          await clock.advance(pauseMs);
        }
        server.isAway = false;
        await clock.advance(1_000);
        await Promise.all(answers);
        expect(server.values).toEqual(expected);
        expect([writes.count, writes.bytes, clock.pending]).toEqual([0, 0, 0]);
      }),
      { numRuns: 100 },
    );
  });

  it('of one key that grow while they wait stay within 4 MiB', async () => {
    server.hold();
    const sent = writes.add(set('sent', ''));
    await settled();
    const waiting = Array.from({ length: 16 }, (_, i) => outcomeOf(writes.add(set(`${i}`, '', 128 * KIB))));
    const grown = Array.from({ length: 16 }, (_, i) => outcomeOf(writes.add(set(`${i}`, '', 300 * KIB))));
    expect(writes.bytes).toBeLessThanOrEqual(4_096 * KIB);
    server.release();
    await sent;
    expect(new Set(await Promise.all([...waiting, ...grown]))).toEqual(new Set(['OK', 'STORE_FULL']));
  });

  it('are waited for as they are, not those that come later', async () => {
    server.hold();
    const first = writes.add(set('a', '1'));
    const settledNow = writes.settled();
    await settled();
    server.release();
    server.hold();
    const later = writes.add(set('b', '1'));
    await first;
    await settledNow;
    expect(writes.count).toBe(1);
    server.release();
    await later;
  });

  it('that a part of the server cannot take wait, the others do not', async () => {
    let isPartAway = true;
    const written: string[] = [];
    const send = async (batch: readonly Write[]): Promise<readonly unknown[]> =>
      batch.map(({ key }) => {
        if (isPartAway && key === 'b') return AWAY;
        written.push(key);
        return 'OK';
      });
    writes = new WriteBehind({ clock, waitMs: 10_000, send });
    const outcomes = ['a', 'b', 'c'].map((key) => outcomeOf(writes.add(set(key, ''))));
    expect(await Promise.all([outcomes[0], outcomes[2]])).toEqual(['OK', 'OK']);
    expect([written, writes.count]).toEqual([['a', 'c'], 1]);
    isPartAway = false;
    await clock.advance(250);
    expect(await outcomes[1]).toBe('OK');
    expect(written).toEqual(['a', 'c', 'b']);
  });

  it('that the server refuses are refused, the others are not', async () => {
    const full = new StoreError('STORE_FULL', 'no room');
    writes = new WriteBehind({
      clock,
      waitMs: 1,
      send: async (batch) => batch.map(({ key }) => (key === 'b' ? full : 'OK')),
    });
    const outcomes = ['a', 'b', 'c'].map((key) => outcomeOf(writes.add(set(key, ''))));
    expect(await Promise.all(outcomes)).toEqual(['OK', 'STORE_FULL', 'OK']);
  });

  it('are written before the store closes, but not waited for longer than a while', async () => {
    const written = outcomeOf(writes.add(set('a', '1')));
    await writes.close(1_000);
    expect(await written).toBe('OK');
    expect(clock.pending).toBe(0);

    server.isAway = true;
    const lost = outcomeOf(writes.add(set('b', '1')));
    const closed = writes.close(1_000);
    await clock.advance(1_000);
    await closed;
    expect(await lost).toBe('STORE_UNAVAILABLE');
    expect(clock.pending).toBe(0);
  });
});
