import { randomUUID } from 'node:crypto';
import { systemClock } from '@reprise/clock';
import { afterAll, beforeAll, describe } from 'vitest';
import { ValkeyStore } from '../../../src/store/valkey/valkey-store.ts';
import { itKeepsTheContract, type WallClock } from '../support/store-contract.ts';
import { cannotStartServers, RedisServer } from './support/redis-server.ts';

/** Another server to hold to the contract, with its password. */
const { VALKEY_URL } = process.env;

const open = (url: string, wall: WallClock): ValkeyStore =>
  new ValkeyStore({
    url,
    prefix: `contract:${randomUUID()}:`,
    clock: { ...systemClock, now: () => wall.now() },
    deadlineMs: 1_000,
  });

describe.skipIf(cannotStartServers)('ValkeyStore', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  itKeepsTheContract((wall) => ({ store: open(server.url, wall) }));
});

if (VALKEY_URL !== undefined) {
  describe('ValkeyStore on the server of VALKEY_URL', () => {
    itKeepsTheContract((wall) => ({ store: open(VALKEY_URL, wall) }));
  });
}
