import { systemClock } from '@reprise/clock';
import { afterAll, beforeAll, describe } from 'vitest';
import { ValkeyStore } from '../../../src/store/valkey/valkey-store.ts';
import { itKeepsTheContract } from '../support/store-contract.ts';
import { cannotStartServers, RedisServer } from './support/redis-server.ts';

describe.skipIf(cannotStartServers)('ValkeyStore', () => {
  let server: RedisServer;
  let count = 0;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  itKeepsTheContract((wall) => ({
    store: new ValkeyStore({
      url: server.url,
      prefix: `contract${count++}:`,
      clock: { ...systemClock, now: () => wall.now() },
      deadlineMs: 1_000,
    }),
  }));
});
