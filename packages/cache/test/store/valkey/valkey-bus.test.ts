import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ValkeyStore } from '../../../src/store/valkey/valkey-store.ts';
import { entryOf } from '../support/store-contract.ts';
import { cannotStartServers, RedisServer } from './support/redis-server.ts';

/** Collects what a store hears of others. */
interface Heard {
  readonly keys: (string | undefined)[];
  readonly stop: () => void;
}

describe.skipIf(cannotStartServers)('two ValkeyStores on one server', () => {
  let server: RedisServer;
  const stores: ValkeyStore[] = [];

  const open = (prefix = 'bus:'): ValkeyStore => {
    const store = new ValkeyStore({ url: server.url, deadlineMs: 1_000, prefix });
    stores.push(store);
    return store;
  };
  /** Resolves when it listens: then it was told that anything may have changed. */
  const listenTo = async (store: ValkeyStore): Promise<Heard> => {
    const keys: (string | undefined)[] = [];
    const stop = store.onChange((key) => keys.push(key));
    await vi.waitFor(() => expect(keys).toEqual([undefined]));
    keys.pop();
    return { keys, stop };
  };
  const set = (store: ValkeyStore, key: string): Promise<void> => store.set(key, entryOf('x', Date.now()));

  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  afterEach(() => Promise.all(stores.splice(0).map((store) => store.close())));

  it('hear of what the other one changed, in order, and not of themselves', async () => {
    const [one, two] = [open(), open()];
    const [byOne, byTwo] = await Promise.all([listenTo(one), listenTo(two)]);
    await set(one, 'a');
    await set(two, 'b');
    await one.delete('b');
    await vi.waitFor(() => expect([byOne.keys, byTwo.keys]).toEqual([['b'], ['a', 'b']]));
  });

  it('hear of odd keys, and of others only with the same prefix', async () => {
    const [one, two, stranger] = [open(), open(), open('bus:more:')];
    const { keys } = await listenTo(two);
    const odd = ['', '\ud800', 'a\0b', '"', 'x'.repeat(5_000), '__proto__'];
    await set(stranger, 'stranger');
    for (const key of odd) await set(one, key);
    await vi.waitFor(() => expect(keys).toEqual(odd));
  });

  it('hear that anything may have changed when all was forgotten', async () => {
    const [one, two] = [open(), open()];
    const { keys } = await listenTo(two);
    await one.clear();
    await vi.waitFor(() => expect(keys).toEqual([undefined]));
  });

  it('hear that anything may have changed when they were cut off, and go on hearing', async () => {
    const [one, two] = [open(), open()];
    const { keys } = await listenTo(two);
    await server.ask((client) => client.client('KILL', 'TYPE', 'PUBSUB'));
    await set(one, 'lost');
    await vi.waitFor(() => expect(keys).toContain(undefined));
    await set(one, 'later');
    await vi.waitFor(() => expect(keys.at(-1)).toBe('later'));
    expect(keys.filter((key) => key === undefined)).toHaveLength(1);
  });

  it('hear nothing of what is no message of theirs', async () => {
    const [one, two] = [open(), open()];
    const { keys } = await listenTo(two);
    await server.ask(async (client) => {
      for (const message of ['', '[', 'null', '[]', '{}', '[1]', '["id", 2]', '"a"'])
        await client.publish('bus:changed', message);
    });
    await set(one, 'a');
    await vi.waitFor(() => expect(keys).toEqual(['a']));
  });

  it('stop hearing when told, and leave no connection behind', async () => {
    const [one, two] = [open(), open()];
    const [first, second] = [await listenTo(two), { keys: [] as (string | undefined)[] }];
    const stopSecond = two.onChange((key) => second.keys.push(key));
    first.stop();
    await set(one, 'a');
    await vi.waitFor(() => expect(second.keys).toEqual(['a']));
    stopSecond();
    expect(first.keys).toEqual([]);
    await vi.waitFor(async () => {
      expect(await server.ask((client) => client.pubsub('NUMSUB', 'bus:changed'))).toEqual(['bus:changed', 0]);
    });
  });

  it('hear again when the server was away', async () => {
    const [one, two] = [open(), open()];
    const { keys } = await listenTo(two);
    await server.stop();
    await server.start();
    await vi.waitFor(() => expect(keys).toEqual([undefined]), 5_000);
    await set(one, 'a');
    await vi.waitFor(() => expect(keys).toEqual([undefined, 'a']));
  });
});
