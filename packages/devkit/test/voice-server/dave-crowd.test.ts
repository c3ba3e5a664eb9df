import { setTimeout as pause } from 'node:timers/promises';
import { type FakeVoiceServer, seededRandom } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { LISTENER_ID } from '../../src/voice-server/dave/dave-listener.ts';
import { DaveClient } from './dave-client.ts';
import { endEachTest, started } from './stage.ts';
import { CHANNEL, GUILD } from './voice-client.ts';

endEachTest();

function crowded(): Promise<FakeVoiceServer> {
  return started({ dave: true, channelOf: () => CHANNEL });
}

function userIdOf(index: number): string {
  return `60000000000000000${index}`;
}

/** Waits until all of these are in one and the same group, and nobody else but the listener. */
async function agree(server: FakeVoiceServer, clients: readonly DaveClient[]): Promise<void> {
  const look = (): unknown => {
    const { userIds, privacyCode } = server.endToEnd(GUILD) ?? {};
    const strangers = clients.filter(({ session }) => session.voicePrivacyCode !== privacyCode);
    return { userIds: userIds?.toSorted(), strangers: strangers.map(({ session }) => session.userId) };
  };
  const wanted = [LISTENER_ID, ...clients.map(({ session }) => session.userId)].toSorted();
  await expect.poll(look, { timeout: 8_000 }).toEqual({ userIds: wanted, strangers: [] });
}

describe('FakeVoiceServer, with many clients in an encrypted channel', () => {
  it('brings those into one group who come at once', async () => {
    const server = await crowded();
    const clients = Array.from({ length: 6 }, (_, index) => new DaveClient(server, { userId: userIdOf(index) }));
    await Promise.all(clients.map((client) => client.join()));
    await agree(server, clients);
    expect(server.endToEnd(GUILD)?.flags).toBe(0);
  });

  it.each([1, 2, 3])('keeps them in one group while they come and go as they like (%i)', async (seed) => {
    const server = await crowded();
    const random = seededRandom(seed);
    const there = new Map<number, DaveClient>();
    for (let turn = 0; turn < 40; turn += 1) {
      const index = Math.floor(random() * 6);
      const client = there.get(index);
      if (client === undefined) there.set(index, await new DaveClient(server, { userId: userIdOf(index) }).join());
      else if (random() < 0.2) client.recover(0);
      else {
        client.leave();
        there.delete(index);
      }
      // Some changes meet others that are under way.
      if (random() < 0.5) await pause(Math.floor(random() * 30));
    }
    const late = await new DaveClient(server, { userId: userIdOf(7) }).join();
    await agree(server, [...there.values(), late]);
  });

  it('adds who comes anew in the place of who was there, and reckons the leaves as the members do', async () => {
    const server = await crowded();
    const [a, b, c] = [0, 1, 2].map((index) => new DaveClient(server, { userId: userIdOf(index) }));
    for (const client of [a, b, c]) await client?.join();
    await expect.poll(() => server.endToEnd(GUILD)?.userIds).toHaveLength(4);
    b?.leave();
    await expect.poll(() => server.endToEnd(GUILD)?.userIds).toHaveLength(3);
    const again = await new DaveClient(server, { userId: userIdOf(1) }).join();
    await agree(
      server,
      [a, c, again].filter((client) => client !== undefined),
    );

    const leaves = [a, c, again].map((client) => [client?.session.userId, client?.session.ownLeafIndex]);
    const { userIds = [] } = server.endToEnd(GUILD) ?? {};
    expect(leaves).toEqual(leaves.map(([userId]) => [userId, userIds.indexOf(String(userId))]));
  });
});
