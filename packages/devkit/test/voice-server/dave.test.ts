import { once } from 'node:events';
import type { VoiceConnection } from '@discordjs/voice';
import { FakeDiscord, FakeVoiceServer, type FakeVoiceServerOptions } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { LISTENER_ID } from '../../src/voice-server/dave/dave-listener.ts';
import { DaveClient, type DaveClientOptions } from './dave-client.ts';
import { endEachTest, leaving, started } from './stage.ts';
import { CHANNEL, connect, connectBot, endSong, GUILD, play, toneFrames } from './voice-client.ts';

endEachTest();

const BOT = '300000000000000003';
const ADA = '400000000000000004';
const BOB = '500000000000000005';
/** What no tag ends with, unless by chance of 1 in 65,536. */
const WRONG = Buffer.from([0xab, 0xcd]);
const OTHER_GUILD = '817327181659111455';

/** A voice server whose channels demand end-to-end encryption. */
function demanding(options: FakeVoiceServerOptions = {}): Promise<FakeVoiceServer> {
  return started({ dave: true, channelOf: () => CHANNEL, ...options });
}

async function joined(server: FakeVoiceServer, options: DaveClientOptions): Promise<DaveClient> {
  const client = await new DaveClient(server, options).join();
  await follows(server, options.userId, () => client.session.voicePrivacyCode);
  return client;
}

/** Waits until somebody is in the group, and knows it. */
async function follows(server: FakeVoiceServer, userId: string, code: () => string | undefined): Promise<void> {
  const isThere = (): boolean => {
    const { userIds = [], privacyCode } = server.endToEnd(GUILD) ?? {};
    return userIds.includes(userId) && code() === privacyCode;
  };
  await expect.poll(isThere, { interval: 5, timeout: 3_000 }).toBe(true);
}

/** A connection of `@discordjs/voice` that is in the group. */
async function bot(server: FakeVoiceServer): Promise<VoiceConnection> {
  const connection = leaving(await connect({ endpoint: server.endpoint, userId: BOT }));
  await follows(server, BOT, () => connection.voicePrivacyCode);
  return connection;
}

/** Plays a tone for so long, with something that happens after half a second of it. */
async function tone(connection: VoiceConnection, frames: number, meanwhile: () => unknown = () => undefined) {
  const all = toneFrames({ hz: 440, amplitude: 0.5 }, frames);
  await play(connection, all.slice(0, 25));
  const [, happened] = await Promise.all([play(connection, all.slice(25)), meanwhile()]);
  return happened;
}

describe('FakeVoiceServer, with end-to-end encryption', () => {
  it('hears every frame of a real client, its pitch and its level', async () => {
    const server = await demanding();
    const connection = await bot(server);
    const heard = server.heard(GUILD);

    await tone(connection, 100);
    await endSong(connection);
    await heard.silent();

    expect([heard.frameCount, heard.silenceFrameCount]).toEqual([100, 5]);
    expect(heard.useless).toEqual({ undecryptable: 0, notEndToEnd: 0, undecodable: 0, dropped: 0 });
    const second = heard.music(1_000);
    expect(Math.abs((second.frequencyHz ?? 0) - 440)).toBeLessThan(1);
    expect(second.levelDbAt(440)).toBeCloseTo(-9.03, 0);
    expect(server.endToEnd(GUILD)).toMatchObject({ epoch: 1, userIds: [BOT, LISTENER_ID] });
    expect(connection.voicePrivacyCode).toMatch(/^\d{30}$/);
    expect(connection.voicePrivacyCode).toBe(server.endToEnd(GUILD)?.privacyCode);
  });

  it('goes on hearing while somebody comes and goes', async () => {
    const server = await demanding();
    const connection = await bot(server);
    const heard = server.heard(GUILD);

    await tone(connection, 150, async () => {
      const ada = await joined(server, { userId: ADA });
      await expect.poll(() => ada.executed).toEqual([1]);
      expect(ada.session.voicePrivacyCode).toBe(server.endToEnd(GUILD)?.privacyCode);
      expect(connection.voicePrivacyCode).toBe(server.endToEnd(GUILD)?.privacyCode);
      ada.leave();
      await expect.poll(() => server.endToEnd(GUILD)?.userIds).toEqual([BOT, LISTENER_ID]);
    });
    await heard.silent();

    expect(server.endToEnd(GUILD)).toMatchObject({ epoch: 3, flags: 0 });
    expect([heard.frameCount, heard.useless.notEndToEnd]).toEqual([150, 0]);
    expect(connection.voicePrivacyCode).toBe(server.endToEnd(GUILD)?.privacyCode);
  });

  it('hears a client that resumes, and has been followed by others meanwhile', async () => {
    const server = await demanding();
    const connection = await bot(server);
    const heard = server.heard(GUILD);

    await tone(connection, 25);
    server.cut(GUILD);
    const ada = await joined(server, { userId: ADA });
    await follows(server, BOT, () => connection.voicePrivacyCode);
    heard.clear();
    await tone(connection, 50);
    await heard.silent();

    expect(server.sessions[0]).toMatchObject({ userId: BOT, resumes: 1 });
    expect(server.endToEnd(GUILD)).toMatchObject({ userIds: [BOT, LISTENER_ID, ADA], flags: 0 });
    expect([heard.frameCount, heard.useless.notEndToEnd]).toEqual([50, 0]);
    expect(ada.session.voicePrivacyCode).toBe(server.endToEnd(GUILD)?.privacyCode);
  });

  it('takes a client in again that cannot follow, alone or with others, without lasting silence', async () => {
    const server = await demanding();
    const connection = await bot(server);
    const heard = server.heard(GUILD);
    const recovers = async (): Promise<void> => {
      const before = server.endToEnd(GUILD)?.flags ?? 0;
      server.announceBadCommit(GUILD, BOT);
      await expect.poll(() => server.endToEnd(GUILD)?.flags).toBeGreaterThan(before);
      await follows(server, BOT, () => connection.voicePrivacyCode);
    };

    await tone(connection, 75, recovers);
    expect(server.endToEnd(GUILD)).toMatchObject({ epoch: 1, userIds: [BOT, LISTENER_ID], flags: 1 });
    await joined(server, { userId: ADA });
    await tone(connection, 75, recovers);
    await heard.silent();

    expect(server.endToEnd(GUILD)?.userIds.toSorted()).toEqual([LISTENER_ID, BOT, ADA].toSorted());
    expect(heard.frameCount + heard.useless.notEndToEnd).toBe(150);
    expect(heard.frameCount).toBeGreaterThan(130);
    expect(heard.silences(300).filter(({ isOver }) => isOver)).toEqual([]);
  });

  it('hears what is encrypted for a group that is founded anew', async () => {
    const server = await demanding();
    const connection = await bot(server);
    const ada = await joined(server, { userId: ADA });
    const before = connection.voicePrivacyCode;

    server.renewGroup(GUILD);
    await follows(server, BOT, () => connection.voicePrivacyCode);
    await follows(server, ADA, () => ada.session.voicePrivacyCode);
    await tone(connection, 50);

    expect(connection.voicePrivacyCode).not.toBe(before);
    await expect.poll(() => server.heard(GUILD).frameCount).toBe(50);
  });

  it('commits itself when no client does', async () => {
    const server = await demanding();
    const ada = await joined(server, { userId: ADA, commits: false });
    const bob = await joined(server, { userId: BOB, commits: false });

    expect(server.endToEnd(GUILD)).toMatchObject({ epoch: 2, userIds: [LISTENER_ID, ADA, BOB] });
    await follows(server, ADA, () => ada.session.voicePrivacyCode);
    await expect.poll(() => [ada.executed, bob.executed]).toEqual([[1], [1]]);
  });

  it('hands on no commit that leads nowhere', async () => {
    const server = await demanding();
    let isGood = true;
    const spoils = (commit: Buffer): Buffer => (isGood ? commit : Buffer.concat([commit.subarray(0, -2), WRONG]));
    const ada = await joined(server, { userId: ADA, spoils });
    isGood = false;
    await joined(server, { userId: BOB, commits: false });

    expect(server.endToEnd(GUILD)).toMatchObject({ userIds: [ADA, LISTENER_ID, BOB], refusedCommits: 1, flags: 0 });
    await follows(server, ADA, () => ada.session.voicePrivacyCode);
  });

  it.each([undefined, 0])('counts what is not encrypted, and does not hear it (keepMs: %s)', async (keepMs) => {
    const server = await demanding(keepMs === undefined ? {} : { keepMs });
    const connection = await bot(server);
    const networking: unknown = Reflect.get(connection.state, 'networking');
    Reflect.set(Object(Reflect.get(Object(networking), 'state')), 'dave', undefined);
    await play(connection, toneFrames({ hz: 440 }, 10));
    const heard = server.heard(GUILD);

    await expect.poll(() => heard.useless.notEndToEnd).toBe(10);
    expect(heard.frameCount).toBe(0);
  });

  it('counts without decrypting when it keeps nothing, as many bytes as were played', async () => {
    const server = await demanding({ keepMs: 0 });
    const connection = await bot(server);
    const heard = server.heard(GUILD);
    const frames = toneFrames({ hz: 440 }, 50);
    const first = heard.nextFrame();
    await play(connection, frames);
    await endSong(connection);

    await expect.poll(() => heard.silenceFrameCount).toBe(5);
    expect([heard.frameCount, heard.useless.notEndToEnd, heard.faults.lost]).toEqual([50, 0, 0]);
    expect((await first).bytes).toBe(frames[0]?.length);
  });

  it('closes with 4017 when a client does not offer it, and with 4014 when it is in no channel', async () => {
    const server = await demanding();
    const [without] = await once((await new DaveClient(server, { userId: ADA, offers: 0 }).join()).socket, 'close');
    expect([without, server.arrivals.at(-1)?.refusedWith]).toEqual([4017, 4017]);

    server.channelOf = () => undefined;
    const [nowhere] = await once((await new DaveClient(server, { userId: ADA }).join()).socket, 'close');
    expect(nowhere).toBe(4014);
    expect(server.sessions).toEqual([]);
  });

  it('closes after a key package of somebody else', async () => {
    const server = await demanding();
    const ada = await new DaveClient(server, { userId: ADA, packageOf: BOB }).join();
    const [code, reason] = await once(ada.socket, 'close');
    expect([code, String(reason)]).toEqual([4020, `Key package: it is not of user ${ADA}.`]);
  });

  it('closes with a reason that fits when what is wrong takes many words', async () => {
    const server = await demanding();
    const userId = 'nobody we know, who is näher und ferner '.repeat(5);
    const client = await new DaveClient(server, { userId, packageOf: BOB }).join();
    const [code, reason] = await once(client.socket, 'close');
    expect([code, String(reason)]).toEqual([4020, expect.stringMatching(/^[\x20-\x7e]{120}$/)]);
  });

  it('brings those together of whom one identified before the last one left, and was ready after it', async () => {
    const server = await demanding();
    const ada = await joined(server, { userId: ADA });
    const bob = new DaveClient(server, { userId: BOB });
    await bob.identify();
    await expect.poll(() => server.sessions.length).toBe(2);
    ada.leave();
    await expect.poll(() => server.sessions.length).toBe(1);

    const connection = await bot(server);
    bob.select();
    await follows(server, BOB, () => bob.session.voicePrivacyCode);
    await follows(server, BOT, () => connection.voicePrivacyCode);
  });

  it('demands it in the guilds that it is told, in the channel that Discord says', async () => {
    const server = await started({ dave: (guildId) => guildId === GUILD });
    const discord = new FakeDiscord({ voiceServers: [server] });
    const connections = [leaving(await connectBot(discord)), leaving(await connectBot(discord, OTHER_GUILD))];
    await follows(server, discord.client.userId, () => connections[0]?.voicePrivacyCode);
    await Promise.all(connections.map((connection) => play(connection, toneFrames({ hz: 440 }, 20))));

    await expect.poll(() => [GUILD, OTHER_GUILD].map((id) => server.heard(id).frameCount)).toEqual([20, 20]);
    expect(server.endToEnd(OTHER_GUILD)).toBeUndefined();
    expect(connections[1]?.voicePrivacyCode).toBeUndefined();
  });

  it('names the option that is wrong', async () => {
    const options: object = { dave: 'yes' };
    await expect(FakeVoiceServer.start(options)).rejects.toThrow(
      "FakeVoiceServer: dave must be true or false, but is 'yes'.",
    );
    await expect(FakeVoiceServer.start(Object({ dave: true, channelOf: CHANNEL }))).rejects.toThrow(
      'FakeVoiceServer: channelOf must be a function',
    );
  });
});
