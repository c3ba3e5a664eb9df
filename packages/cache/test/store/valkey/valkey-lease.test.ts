import { fork } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ValkeyStore } from '../../../src/store/valkey/valkey-store.ts';
import { cannotStartServers, freePort, RedisServer } from './support/redis-server.ts';

const LOADER = new URL('../../../../node/test/support/sources-loader.mjs', import.meta.url).href;
const SHARD = new URL('./support/shard.ts', import.meta.url);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(cannotStartServers)('the lease of a ValkeyStore', () => {
  let server: RedisServer;
  const stores: ValkeyStore[] = [];
  const open = (): ValkeyStore => {
    const store = new ValkeyStore({ url: server.url, deadlineMs: 1_000 });
    stores.push(store);
    return store;
  };

  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  afterEach(() => Promise.all(stores.splice(0).map((store) => store.close())));

  it('is given to one at a time, for each key', async () => {
    const [one, two] = [open(), open()];
    const lease = await one.lease('a', 10_000);
    expect(lease).toBeDefined();
    expect(await two.lease('a', 10_000)).toBeUndefined();
    expect(await one.lease('a', 10_000)).toBeUndefined();
    expect(await two.lease('b', 10_000)).toBeDefined();
    await lease?.release();
    expect(await two.lease('a', 10_000)).toBeDefined();
  });

  it('is no entry', async () => {
    const store = open();
    await store.lease('leased', 10_000);
    expect(await store.get('leased')).toBeUndefined();
    for await (const [key] of store.entries()) expect(key).not.toBe('leased');
    await store.clear();
    expect(await store.lease('leased', 10_000)).toBeUndefined();
  });

  it('ends by itself, and giving it back then takes it from nobody', async () => {
    const [one, two] = [open(), open()];
    const ended = await one.lease('ends', 30);
    await pause(60);
    expect(await two.lease('ends', 10_000)).toBeDefined();
    await ended?.release();
    expect(await one.lease('ends', 10_000)).toBeUndefined();
  });

  it('is refused with a reason when nobody can tell, and is given back without one', async () => {
    const store = new ValkeyStore({ url: `redis://127.0.0.1:${await freePort()}` });
    stores.push(store);
    await expect(store.lease('a', 1_000)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });

    const own = await RedisServer.start();
    const other = new ValkeyStore({ url: own.url, deadlineMs: 1_000 });
    stores.push(other);
    const lease = await other.lease('a', 1_000);
    await own[Symbol.asyncDispose]();
    await expect(lease?.release()).resolves.toBeUndefined();
  });

  it('lets 10,000 who ask three processes for one song at once make it twice at most', async () => {
    const shards = [3_334, 3_333, 3_333].map((askers) =>
      fork(SHARD, [server.url, `${askers}`], { execArgv: ['--import', LOADER] }),
    );
    await Promise.all(shards.map((shard) => once(shard, 'message')));
    const reports = shards.map((shard) => once(shard, 'message'));
    // They write what they know when they end, for which the server must be there.
    const ends = shards.map((shard) => once(shard, 'exit'));
    for (const shard of shards) shard.send('go');
    const [loads, songs] = (await Promise.all(reports)).reduce(
      ([loads, songs], [report]) => [loads + report.loads, songs + report.songs],
      [0, 0],
    );
    expect((await Promise.all(ends)).map(([code]) => code)).toEqual([0, 0, 0]);
    expect(songs).toBe(10_000);
    expect(loads).toBeGreaterThanOrEqual(1);
    expect(loads).toBeLessThanOrEqual(2);
  });
});
