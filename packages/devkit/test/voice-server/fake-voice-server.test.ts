import { type VoiceConnection, VoiceConnectionStatus } from '@discordjs/voice';
import { FakeVoiceServer, type FakeVoiceServerOptions } from '@reprise/devkit';
import { afterEach, describe, expect, it } from 'vitest';
import { connect, endSong, GUILD, play, toneFrames } from './voice-client.ts';

const ends: (() => unknown)[] = [];

async function started(options: FakeVoiceServerOptions = {}): Promise<FakeVoiceServer> {
  const server = await FakeVoiceServer.start(options);
  ends.push(() => server.close(), server.trust());
  return server;
}

async function connected(server: FakeVoiceServer, guildId: string = GUILD): Promise<VoiceConnection> {
  const connection = await connect({ endpoint: server.endpoint, guildId });
  ends.push(() => {
    if (connection.state.status !== VoiceConnectionStatus.Destroyed) connection.destroy();
  });
  return connection;
}

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

describe('FakeVoiceServer', () => {
  it('hears every frame of a real client, its pitch and its level, and that it ends', async () => {
    const server = await started();
    const connection = await connected(server);
    const heard = server.heard(GUILD);

    await play(connection, toneFrames({ hz: 440, amplitude: 0.5 }, 250));
    await endSong(connection);
    await heard.silent();

    expect([heard.frameCount, heard.silenceFrameCount]).toEqual([250, 5]);
    expect(heard.faults).toEqual({ lost: 0, duplicates: 0, reordered: 0, timestampJumps: 0 });
    const audio = heard.audioBetween((heard.firstFrameAt ?? 0) + 1_000, (heard.firstFrameAt ?? 0) + 2_000);
    expect(audio.frequencyHz).toBeCloseTo(440, 0);
    // A sine of half the full scale: 20 · log10(0.5 / √2).
    expect(audio.levelDb).toBeCloseTo(-9.03, 0);
    expect(audio.levelDbAt(440)).toBeCloseTo(-9.03, 0);
    expect(audio.levelDbAt(1_000)).toBeLessThan(-50);
    expect(heard.speaking.map(({ flags }) => flags)).toEqual([1, 0]);
    expect(heard.isSpeaking).toBe(false);
  });
});
