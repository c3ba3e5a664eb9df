import { createServer, type Server, type Socket } from 'node:net';
import { systemClock } from '@reprise/clock';
import { afterEach, describe, expect, it } from 'vitest';
import { ValkeyStore } from '../../../src/index.ts';
import { entryOf } from '../support/store-contract.ts';

const INFO = 'redis_version:7.2.0\r\n';

/** A server in this process that says yes to everything, and does something of the test's while it says hello. */
async function politeServer(
  hello: () => void,
): Promise<{ readonly port: number; readonly heard: string[]; close(): void }> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      for (const command of data
        .toString()
        .split(/^\*\d+\r\n/m)
        .slice(1)) {
        const name = /^\$\d+\r\n(\S+)/.exec(command)?.[1]?.toLowerCase() ?? '';
        heard.push(name);
        socket.write(name === 'info' ? `$${INFO.length}\r\n${INFO}\r\n` : '+OK\r\n');
        if (name === 'info') hello();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = (): void => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port, heard, close };
}

/** Keeps this process from doing anything else. */
function beBusy(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('a process that is busy for longer than a deadline', () => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  it('takes nothing for written that was never sent', async () => {
    let isBusy = true;
    const server = await politeServer(() => {
      if (isBusy) beBusy(150);
      isBusy = false;
    });
    closing.push(server.close);
    const clock = { ...systemClock, after: (ms: number, run: () => void) => systemClock.after(Math.min(ms, 100), run) };
    const store = new ValkeyStore({ url: `redis://127.0.0.1:${server.port}`, clock });
    closing.unshift(() => store.close());
    await store.set('song', entryOf('x', clock.now()));
    expect(server.heard).toContain('set');
  });
});
