import { once } from 'node:events';
import { createServer } from 'node:net';
import { performance } from 'node:perf_hooks';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../../src/store/store-error.ts';
import type { ValkeyCommonOptions } from '../../../src/store/valkey/valkey-options.ts';
import { ValkeyStore } from '../../../src/store/valkey/valkey-store.ts';
import { entryOf, textOf } from '../support/store-contract.ts';
import { cannotStartServers, freePort, RedisServer } from './support/redis-server.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What it came to, and after how many milliseconds. */
async function timed(run: () => Promise<unknown>): Promise<{ readonly outcome: unknown; readonly ms: number }> {
  const begin = performance.now();
  const outcome = await run().then(
    () => 'answered',
    (error: unknown) => (error instanceof StoreError ? error.code : error),
  );
  return { outcome, ms: performance.now() - begin };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Tries until it answers. */
async function untilItAnswers(store: ValkeyStore, withinMs: number): Promise<void> {
  const end = performance.now() + withinMs;
  while ((await timed(() => store.get('song'))).outcome !== 'answered') {
    if (performance.now() > end) throw new Error(`no answer within ${withinMs} ms`);
    await pause(20);
  }
}

describe.skipIf(cannotStartServers)('a ValkeyStore whose server fails', () => {
  let server: RedisServer;
  let store: ValkeyStore;
  let warnings: StoreError[];
  const open = (options: ValkeyCommonOptions = {}): ValkeyStore =>
    new ValkeyStore({ url: server.url, onWarning: (warning) => void warnings.push(warning), ...options });

  beforeEach(async () => {
    warnings = [];
    server = await RedisServer.start();
    store = open();
  });
  afterEach(async () => {
    server.thaw();
    await store.close();
    await server[Symbol.asyncDispose]();
  });

  it('that stands still answers within the deadline, and at once after five times; one warning', async () => {
    await store.set('song', entryOf('Ode to Joy', Date.now()));
    await untilItAnswers(store, 1_000);
    server.freeze();

    const first = [];
    for (let i = 0; i < 5; i++) first.push(await timed(() => store.get('song')));
    const later = [];
    for (let i = 0; i < 500; i++) later.push(await timed(() => store.get('song')));

    expect(first.map(({ outcome }) => outcome)).toEqual(Array(5).fill('STORE_TIMEOUT'));
    expect(median(first.map(({ ms }) => ms))).toBeLessThanOrEqual(55);
    expect(new Set(later.map(({ outcome }) => outcome))).toEqual(new Set(['STORE_UNAVAILABLE']));
    expect(median(later.map(({ ms }) => ms))).toBeLessThanOrEqual(1);
    expect(warnings.map(({ code }) => code)).toEqual(['STORE_TIMEOUT']);
    expect(store.stats()).toMatchObject({ isAvailable: false, timeouts: 5, refused: 500 });

    server.thaw();
    await untilItAnswers(store, 5_000);
    expect(textOf(await store.get('song'))).toBe('Ode to Joy');
    expect(store.stats().isAvailable).toBe(true);
  });

  it('that stands still when it is first asked is late, too', async () => {
    server.freeze();
    expect((await timed(() => store.get('song'))).outcome).toBe('STORE_TIMEOUT');
    server.thaw();
    await untilItAnswers(store, 5_000);
  });

  it('that stands still has the writes when it goes on', async () => {
    await untilItAnswers(store, 1_000);
    server.freeze();
    const writes = ['a', 'b', 'a'].map((key, i) => store.set(key, entryOf(`${i}`, Date.now())));
    await pause(100);
    expect(store.stats().queuedWrites).toBeGreaterThan(0);
    server.thaw();
    await Promise.all(writes);
    expect((await store.getMany(['a', 'b'])).map(textOf)).toEqual(['2', '1']);
  });

  it('that is stopped and started under load lets no call hang, and serves again', async () => {
    await untilItAnswers(store, 1_000);
    let isOver = false;
    const waits: number[] = [];
    const writes: Promise<unknown>[] = [];
    const load = async (name: string): Promise<void> => {
      for (let i = 0; !isOver; i++) {
        waits.push((await timed(() => store.get(`${name}${i % 50}`))).ms);
        if (i % 10 === 0) writes.push(timed(() => store.set(`${name}${i % 50}`, entryOf('x', Date.now()))));
        await pause(1);
      }
    };
    const loads = Array.from({ length: 10 }, (_, i) => load(`${i}:`));
    await pause(200);
    await server.stop();
    await pause(700);
    await server.start();
    await untilItAnswers(store, 5_000);
    await pause(100);
    isOver = true;
    await Promise.all(loads);
    await Promise.all(writes);

    expect(waits.length).toBeGreaterThan(1_000);
    const slow = waits.filter((ms) => ms > 55);
    expect(slow.length).toBeLessThan(waits.length / 100);
    expect(Math.max(...waits)).toBeLessThan(1_000);
    expect(store.stats()).toMatchObject({ isAvailable: true, queuedWrites: 0, queuedBytes: 0 });
  });

  it('that is stopped gets the writes once it is started again', async () => {
    await untilItAnswers(store, 1_000);
    await server.stop();
    const write = store.set('song', entryOf('Ode to Joy', Date.now()));
    await pause(100);
    await server.start();
    await write;
    expect(textOf(await store.get('song'))).toBe('Ode to Joy');
  });

  it('that is not there at all costs nothing, and closing waits for a second at most', async () => {
    const nobody = new ValkeyStore({ url: `redis://127.0.0.1:${await freePort()}` });
    const write = timed(() => nobody.set('song', entryOf('x', Date.now())));
    for (let i = 0; i < 10; i++) expect((await timed(() => nobody.get('song'))).outcome).toBe('STORE_UNAVAILABLE');
    expect((await timed(() => nobody.close())).ms).toBeLessThan(1_500);
    expect((await write).outcome).toBe('STORE_UNAVAILABLE');
    await expect(nobody.get('song')).rejects.toMatchObject({ code: 'STORE_CLOSED' });
  });

  it('that accepts and says nothing is left for a new connection', async () => {
    let connections = 0;
    const mute = createServer((socket) => {
      connections++;
      socket.on('error', () => undefined);
    });
    mute.listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const address = mute.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const lost = new ValkeyStore({ url: `redis://127.0.0.1:${port}`, deadlineMs: 5 });
    const end = performance.now() + 5_000;
    while (connections < 2 && performance.now() < end) {
      await timed(() => lost.get('song'));
      await pause(20);
    }
    await lost.close();
    mute.close();
    expect(connections).toBeGreaterThanOrEqual(2);
  });

  it('is not blamed when this process was busy while the answer came', async () => {
    await untilItAnswers(store, 1_000);
    const answer = timed(() => store.get('song'));
    await new Promise((resolve) => setImmediate(resolve));
    const busyUntil = performance.now() + 100;
    while (performance.now() < busyUntil);
    expect((await answer).outcome).toBe('answered');
  });

  it('that has no room says so, and serves what it has', async () => {
    await server.ask((client) => client.config('SET', 'maxmemory-policy', 'noeviction'));
    await store.set('song', entryOf('Ode to Joy', Date.now()));
    await server.ask((client) => client.config('SET', 'maxmemory', '1'));
    expect((await timed(() => store.set('more', entryOf('x', Date.now())))).outcome).toBe('STORE_FULL');
    expect(textOf(await store.get('song'))).toBe('Ode to Joy');
    expect(store.stats().isAvailable).toBe(true);
    await server.ask((client) => client.config('SET', 'maxmemory', '0'));
    await store.set('more', entryOf('x', Date.now()));
  });

  it('that wants a password gets it; a wrong one is in no message', async () => {
    await server.ask((client) => client.config('SET', 'requirepass', 'open-sesame'));
    const url = (password: string): string => server.url.replace('//', `//:${password}@`);
    const right = new ValkeyStore({ url: url('open-sesame'), deadlineMs: 1_000 });
    await right.set('song', entryOf('x', Date.now()));
    await right.close();

    const told: unknown[] = [];
    const onWarning = (warning: unknown): void => void told.push(warning);
    const wrong = new ValkeyStore({ url: url('close-sesame'), deadlineMs: 200, writeWaitMs: 0, onWarning });
    for (let i = 0; i < 6; i++) await wrong.get('song').catch((error: unknown) => told.push(error));
    await wrong.set('song', entryOf('x', Date.now())).catch((error: unknown) => told.push(error));
    await wrong.close();
    expect(told.length).toBeGreaterThanOrEqual(8);
    const printed = inspect(told, { depth: 10, showHidden: true });
    expect(printed).toContain('WRONGPASS');
    expect(printed).not.toContain('close-sesame');
  });
});
