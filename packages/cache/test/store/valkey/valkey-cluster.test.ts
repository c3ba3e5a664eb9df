import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { systemClock } from '@reprise/clock';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ValkeyStore } from '../../../src/store/valkey/valkey-store.ts';
import { contentOf, entryOf, itKeepsTheContract, textOf } from '../support/store-contract.ts';
import { cannotStartServers, freePort, RedisServer } from './support/redis-server.ts';

const run = promisify(execFile);
const SERVERS = 3;
/** Servers of a cluster talk to each other at their port + 10,000. */
const HIGHEST_PORT = 55_000;

async function clusterPort(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (port <= HIGHEST_PORT) return port;
  }
}

async function startCluster(): Promise<RedisServer[]> {
  const args = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '1000', '--cluster-require-full-coverage', 'no'];
  const servers = await Promise.all(
    Array.from({ length: SERVERS }, async () => RedisServer.start(args, await clusterPort())),
  );
  const addresses = servers.map(({ port }) => `127.0.0.1:${port}`);
  await run('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-yes']);
  await vi.waitFor(async () => {
    const states = await Promise.all(servers.map((server) => server.ask((client) => client.cluster('INFO'))));
    expect(states.every((state) => state.includes('cluster_state:ok'))).toBe(true);
  }, 10_000);
  return servers;
}

describe.skipIf(cannotStartServers)('a ValkeyStore on a Cluster', () => {
  let servers: RedisServer[] = [];
  const stores: ValkeyStore[] = [];
  let count = 0;

  const urls = (): string[] => servers.map(({ url }) => url);
  const open = (prefix = `test${count++}:`): ValkeyStore => {
    const store = new ValkeyStore({ cluster: urls(), prefix, deadlineMs: 1_000 });
    stores.push(store);
    return store;
  };
  const keys = Array.from({ length: 300 }, (_, i) => `song ${i}`);
  const fill = async (store: ValkeyStore): Promise<void> => {
    await Promise.all(keys.map((key) => store.set(key, entryOf(key, Date.now()))));
  };

  beforeAll(async () => {
    servers = await startCluster();
  }, 30_000);
  afterEach(() => Promise.all(stores.splice(0).map((store) => store.close())));
  afterAll(() => Promise.all(servers.map((server) => server[Symbol.asyncDispose]())));

  itKeepsTheContract((wall) => ({
    store: new ValkeyStore({
      cluster: urls(),
      prefix: `contract${count++}:`,
      clock: { ...systemClock, now: () => wall.now() },
      deadlineMs: 1_000,
    }),
  }));

  it('has its entries on all servers, and finds them there', async () => {
    const store = open();
    await fill(store);
    const sizes = await Promise.all(servers.map((server) => server.ask((client) => client.dbsize())));
    expect(Math.min(...sizes)).toBeGreaterThan(0);
    expect((await store.getMany(keys)).map(textOf)).toEqual(keys);
    expect((await contentOf(store)).size).toBe(keys.length);
  });

  it('forgets all of its own on all servers', async () => {
    const [store, other] = [open(), open()];
    await Promise.all([fill(store), fill(other)]);
    await store.clear();
    expect((await contentOf(store)).size).toBe(0);
    expect((await contentOf(other)).size).toBe(keys.length);
  });

  it('gives leases, and hears of what others changed', async () => {
    const [one, two] = [open('shared:'), open('shared:')];
    const heard: (string | undefined)[] = [];
    two.onChange((key) => heard.push(key));
    await vi.waitFor(() => expect(heard).toEqual([undefined]));
    await one.set('a', entryOf('x', Date.now()));
    await vi.waitFor(() => expect(heard).toEqual([undefined, 'a']));
    const lease = await one.lease('a', 10_000);
    expect(await two.lease('a', 10_000)).toBeUndefined();
    await lease?.release();
    expect(await two.lease('a', 10_000)).toBeDefined();
  });

  it('serves what the other servers have when one is gone, and all when it is back', async () => {
    const store = open();
    await fill(store);
    const [lost] = servers;
    if (lost === undefined) throw new Error('there is no server');
    await lost.stop();
    const outcomes = await Promise.allSettled(keys.slice(0, 30).map((key) => store.get(key)));
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
    const writes = fill(store);
    await lost.start();
    await writes;
    await vi.waitFor(
      async () => {
        await Promise.all(keys.map((key) => store.get(key)));
      },
      { timeout: 15_000, interval: 200 },
    );
  });
});
