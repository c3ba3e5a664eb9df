import { entersState, VoiceConnectionStatus } from '@discordjs/voice';
import { FakeDiscord } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { endEachTest, leaving, started } from './stage.ts';
import { connect, connectBot, GUILD, play, toneFrames } from './voice-client.ts';

endEachTest();

describe('FakeDiscord with voice servers', () => {
  it('sends a bot to one, which lets it in by the session and the token of this Discord', async () => {
    const server = await started();
    const discord = new FakeDiscord({ voiceServers: [server] });

    const connection = leaving(await connectBot(discord));
    await play(connection, toneFrames({ hz: 440 }, 10));

    await server.heard(GUILD).silent();
    expect(server.heard(GUILD).frameCount).toBe(10);
    expect(server.arrivals).toMatchObject([{ how: 'identify', guildId: GUILD, refusedWith: undefined }]);
  });

  it('sends away who has another session', async () => {
    const server = await started();
    const discord = new FakeDiscord({ voiceServers: [server] });
    leaving(await connectBot(discord));

    await expect(connect({ endpoint: server.endpoint, sessionId: 'made up' })).rejects.toThrow();

    expect(server.arrivals.at(-1)).toMatchObject({ sessionId: 'made up', refusedWith: 4006 });
    expect(server.sessions).toHaveLength(1);
  });

  it('closes with 4014 when the bot is thrown out', async () => {
    const server = await started();
    const discord = new FakeDiscord({ voiceServers: [server] });
    const connection = leaving(await connectBot(discord));

    discord.kick(GUILD);

    await entersState(connection, VoiceConnectionStatus.Disconnected, 2_000);
    expect(connection.state).toMatchObject({ closeCode: 4014 });
    expect(server.sessions).toEqual([]);
  });

  it('moves the bot from one to the next, and it is heard there', async () => {
    const [first, second] = [await started(), await started()];
    const discord = new FakeDiscord({ voiceServers: [first, second] });
    const connection = leaving(await connectBot(discord));

    expect(discord.moveVoiceServer(GUILD)).toBe(second.endpoint);
    await expect.poll(() => second.sessions.map(({ state }) => state), { timeout: 3_000 }).toEqual(['ready']);
    await entersState(connection, VoiceConnectionStatus.Ready, 2_000);
    await play(connection, toneFrames({ hz: 440 }, 10));

    await second.heard(GUILD).silent();
    expect([first.heard(GUILD).frameCount, second.heard(GUILD).frameCount]).toEqual([0, 10]);
    expect(first.sessions).toEqual([]);
    expect(discord.moveVoiceServer(GUILD)).toBe(first.endpoint);
  });
});
