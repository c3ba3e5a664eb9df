import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pause, type Socket } from '../support/socket.ts';
import { compare } from './compare.ts';
import { golden, isRest, type SocketEntry } from './golden.ts';
import { compareMessages, segmentsOf } from './messages.ts';
import { startTarget, type Target } from './target.ts';

const entries = golden('handshake').filter((entry): entry is SocketEntry => !isRest(entry));

describe('WebSocket handshakes, as recorded from Lavalink 4.2.2', () => {
  let target: Target;
  beforeAll(async () => {
    target = await startTarget();
  });
  afterAll(() => target[Symbol.asyncDispose]());

  it.for(entries.filter(({ refused }) => refused !== undefined))('$name is refused', async ({ request, refused }) => {
    const answer = await target.handshake(request.headers);

    expect(answer).toEqual(refused);
  });

  it.for(entries.filter(({ refused }) => refused === undefined))('$name is let in', async (entry) => {
    const socket = await target.open(entry.request.headers);
    await settle(target, socket, 300);
    if (entry.name === 'a client that talks') {
      socket.ws.send('{"op":"play"}');
      socket.ws.send('garbage');
      await settle(target, socket, 500);
    }
    const closedByServer = socket.closed;
    await socket.close();

    const upgrade = Object.fromEntries(
      Object.keys(entry.upgrade ?? {}).map((name) => [name, socket.upgradeHeaders[name]]),
    );
    expect(compare('upgrade', entry.upgrade, upgrade)).toEqual([]);
    const [recorded] = segmentsOf(entry.messages);
    if (recorded !== undefined) {
      expect(target.unlisted(compareMessages(recorded, socket.messages, target.places, target.isOurs))).toEqual([]);
    }
    const recordedClose = entry.messages.find(({ closed }) => closed !== undefined)?.closed?.code;
    expect(closedByServer?.code).toBe(recordedClose === 1000 ? undefined : recordedClose);
  });
});

/** Waits until what the server had to say has come: our node says it at once, another one in its own time. */
async function settle(target: Target, socket: Socket, foreignMs: number): Promise<void> {
  if (!target.isOurs) return pause(foreignMs);
  const { ws } = socket;
  const closed = ws.readyState === ws.CLOSED ? undefined : once(ws, 'close');
  if (ws.readyState === ws.OPEN) await Promise.race([socket.settled(), closed]);
  if (ws.readyState !== ws.OPEN) await closed;
}
