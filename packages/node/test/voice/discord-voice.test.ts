import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type FakeVoiceServer, FaultProxy, type HeardVoice } from '../../../devkit/src/index.ts';
import { DaveClient } from '../../../devkit/test/voice-server/dave-client.ts';
import { atEnd, endEachTest, started } from '../../../devkit/test/voice-server/stage.ts';
import { CHANNEL, GUILD, toneFrames } from '../../../devkit/test/voice-server/voice-client.ts';
import { DiscordVoice } from '../../src/voice/discord/discord-voice.ts';
import type { VoiceConnection } from '../../src/voice/voice-connector.ts';

endEachTest();

const BOT = '300000000000000003';
const ADA = '400000000000000004';
const BOB = '500000000000000005';
const FRAME_MS = 20;

/** A node's connection to a channel that demands end-to-end encryption. */
interface Scene {
  readonly server: FakeVoiceServer;
  readonly connection: VoiceConnection;
  readonly heard: HeardVoice;
  /** Codes with which the connection was closed for good. */
  readonly closed: readonly number[];
  /** Plays a tone for that many frames; after half a second of it something happens meanwhile. */
  tone(frames: number, meanwhile?: () => unknown): Promise<void>;
}

/** The way to the voice server takes that long, in one direction. */
async function scene({ delayMs = 0 }: { readonly delayMs?: number } = {}): Promise<Scene> {
  const server = await started({ dave: true, channelOf: () => CHANNEL });
  const closed: number[] = [];
  const proxy = await FaultProxy.start({ target: `https://${server.endpoint}` });
  atEnd(() => proxy.close());
  await proxy.delay(delayMs);
  const endpoint = new URL(proxy.url).host;
  const target = { guildId: GUILD, userId: BOT, channelId: CHANNEL, token: 'token', sessionId: 'session' };
  const connection = await new DiscordVoice().connect(
    { ...target, endpoint },
    { closed: (code) => closed.push(code), changed: () => undefined },
    new AbortController().signal,
  );
  atEnd(() => connection.close());
  const send = async (frames: readonly Buffer[]): Promise<void> => {
    let dueAt = performance.now();
    for (const frame of frames) {
      do {
        dueAt += FRAME_MS;
        await pause(Math.max(0, dueAt - performance.now()));
      } while (!connection.takesMusic);
      connection.sink?.send(frame);
    }
  };
  return {
    server,
    connection,
    heard: server.heard(GUILD),
    closed,
    async tone(count, meanwhile = () => undefined) {
      const frames = toneFrames({ hz: 440, amplitude: 0.5 }, count);
      await send(frames.slice(0, 25));
      await Promise.all([send(frames.slice(25)), meanwhile()]);
    },
  };
}

/** Waits until somebody is in the group, and some time for the word of it to arrive. */
async function isMember(server: FakeVoiceServer, userId: string): Promise<void> {
  await expect.poll(() => server.endToEnd(GUILD)?.userIds, { interval: 5, timeout: 3_000 }).toContain(userId);
  await pause(100);
}

describe('DiscordVoice, in a channel that demands end-to-end encryption', () => {
  it('is heard, with every frame, at its pitch and level', async () => {
    const { heard, tone } = await scene();
    await tone(100);
    await heard.silent();

    expect([heard.frameCount, heard.useless.notEndToEnd, heard.faults.lost]).toEqual([100, 0, 0]);
    expect(Math.abs((heard.music(1_000).frequencyHz ?? 0) - 440)).toBeLessThan(1);
    // A sine of half the full scale: 20 · log10(0.5 / √2).
    expect(heard.music(1_000).levelDbAt(440)).toBeCloseTo(-9.03, 0);
  });

  it('loses nothing of the beginning, however long its keys take', async () => {
    const { heard, tone } = await scene({ delayMs: 50 });
    await tone(50);

    await expect.poll(() => heard.frameCount + heard.useless.notEndToEnd).toBe(50);
    expect(heard.frameCount).toBe(50);
  });

  it('goes on while somebody comes and goes', async () => {
    const { server, heard, tone } = await scene();
    await tone(125, async () => {
      const ada = await new DaveClient(server, { userId: ADA }).join();
      await isMember(server, ADA);
      ada.leave();
      await expect.poll(() => server.endToEnd(GUILD)?.userIds).not.toContain(ADA);
    });
    await heard.silent();

    expect(server.endToEnd(GUILD)).toMatchObject({ epoch: 3, flags: 0 });
    expect([heard.frameCount, heard.useless.notEndToEnd]).toEqual([125, 0]);
  });

  it('is heard again after it resumed', async () => {
    const { server, connection, heard, closed, tone } = await scene();
    await tone(25);
    server.disconnect(GUILD, 4015);
    await expect.poll(() => server.sessions[0]).toMatchObject({ state: 'ready', resumes: 1 });
    await expect.poll(() => connection.takesMusic).toBe(true);
    await pause(100);
    heard.clear();
    await tone(50);

    await expect.poll(() => heard.frameCount).toBe(50);
    expect([heard.useless.notEndToEnd, closed]).toEqual([0, []]);
  });

  it.each([false, true])('does not miss what changed while it resumed (told before that it did: %s)', async (first) => {
    const { server, heard, tone } = await scene({ delayMs: 50 });
    server.replaysFirst = first;
    await tone(25);
    server.cut(GUILD);
    for (const userId of [ADA, BOB]) {
      await new DaveClient(server, { userId }).join();
      await isMember(server, userId);
      await expect.poll(() => server.sessions[0]).toMatchObject({ state: 'ready', resumes: 1 });
      await pause(300);
    }
    heard.clear();
    await tone(50);

    await expect.poll(() => heard.frameCount + heard.useless.notEndToEnd).toBe(50);
    expect(heard.frameCount).toBe(50);
    expect(server.endToEnd(GUILD)).toMatchObject({ userIds: [BOT, expect.any(String), ADA, BOB], flags: 0 });
  });

  it.each([false, true])(
    'is heard in a group founded anew while it resumed (told before that it did: %s)',
    async (first) => {
      const { server, heard, tone } = await scene({ delayMs: 50 });
      server.replaysFirst = first;
      await tone(25);
      server.cut(GUILD);
      server.renewGroup(GUILD);
      await isMember(server, BOT);
      heard.clear();
      await tone(50);

      await expect.poll(() => heard.frameCount + heard.useless.notEndToEnd).toBe(50);
      expect([heard.frameCount, server.sessions[0]?.resumes]).toEqual([50, 1]);
    },
  );

  it('begins anew after a commit that leads nowhere, without lasting silence', async () => {
    const { server, heard, tone } = await scene();
    await tone(100, () => server.announceBadCommit(GUILD));

    await expect.poll(() => heard.frameCount + heard.useless.notEndToEnd).toBe(100);
    expect(server.endToEnd(GUILD)).toMatchObject({ flags: 1, epoch: 1 });
    expect(heard.frameCount).toBeGreaterThan(95);
    expect(heard.silences(300).filter(({ isOver }) => isOver)).toEqual([]);
  });

  it('plays on when it is sent what it cannot process', async () => {
    const { server, heard, closed, tone } = await scene();
    await tone(100, () => server.sendOutOfPlace(GUILD));

    await expect.poll(() => heard.frameCount).toBe(100);
    expect(closed).toEqual([]);
  });

  it('does not wait for keys for ever: who is alone in a channel gets none', async () => {
    const { server, connection, tone } = await scene();
    await tone(1);
    server.announceBadCommit(GUILD);
    server.freeze();
    await expect.poll(() => connection.takesMusic).toBe(false);

    await expect.poll(() => connection.takesMusic, { timeout: 4_000 }).toBe(true);
  });
});

describe('DiscordVoice', () => {
  it('can be left while it gets to know the voice server, without ending the process', async () => {
    const server = await started({});
    const { endpoint } = server;
    const target = { guildId: GUILD, userId: BOT, channelId: CHANNEL, token: 'token', sessionId: 'session', endpoint };
    const left = Promise.withResolvers<void>();
    const leave = (): void => {
      connection.close();
      left.resolve();
    };
    // What is told next is that it has a socket, which it has made in this very turn.
    const listener = { closed: () => undefined, changed: leave };
    const connection = await new DiscordVoice().connect(target, listener, new AbortController().signal);
    await left.promise;
    const failures: unknown[] = [];
    const note = (error: unknown): unknown => failures.push(error);
    process.on('uncaughtExceptionMonitor', note);
    await pause(50);
    process.off('uncaughtExceptionMonitor', note);
    expect(failures).toEqual([]);
  });
});
