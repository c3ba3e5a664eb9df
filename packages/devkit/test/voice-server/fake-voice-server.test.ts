import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { entersState, VoiceConnectionDisconnectReason, VoiceConnectionStatus } from '@discordjs/voice';
import { FakeVoiceServer, seededRandom } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { makeCertificates } from '../../src/voice-server/certificates.ts';
import { atEnd, connected, endEachTest, started } from './stage.ts';
import { endSong, GUILD, play, toneFrames } from './voice-client.ts';

const OTHER_GUILD = '817327181659111455';

endEachTest();

/** What comes of a WebSocket to it: `open`, or the code of the error. */
function knock({ endpoint }: FakeVoiceServer): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`wss://${endpoint}/?v=8`);
    socket.on('open', () => {
      socket.close();
      resolve('open');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

describe('FakeVoiceServer, with a real client', () => {
  it('hears every frame, its pitch, its level, and that it ends', async () => {
    const server = await started();
    const connection = await connected(server);
    const heard = server.heard(GUILD);

    await play(connection, toneFrames({ hz: 440, amplitude: 0.5 }, 250));
    await endSong(connection);
    await heard.silent();

    expect([heard.frameCount, heard.silenceFrameCount]).toEqual([250, 5]);
    expect(heard.faults).toEqual({ lost: 0, duplicates: 0, reordered: 0, timestampJumps: 0 });
    expect(heard.useless).toEqual({ undecryptable: 0, notEndToEnd: 0, undecodable: 0, dropped: 0 });
    expect((heard.lastFrameAt ?? 0) - (heard.firstFrameAt ?? 0)).toBeGreaterThan(4_900);
    const second = heard.music(1_000);
    expect(Math.abs((second.frequencyHz ?? 0) - 440)).toBeLessThan(1);
    // A sine of half the full scale: 20 · log10(0.5 / √2).
    expect(second.levelDb).toBeCloseTo(-9.03, 0);
    expect(second.levelDbAt(440)).toBeCloseTo(-9.03, 0);
    expect(second.levelDbAt(1_000)).toBeLessThan(-50);
    expect(heard.speaking.map(({ userId, flags }) => [userId, flags])).toEqual([
      ['bot', 1],
      ['bot', 0],
    ]);
  });

  it('has the certificate that it is given, and shows it as what is to be trusted', async () => {
    const certificate = await makeCertificates();
    await using server = await FakeVoiceServer.start({ certificate });
    expect(server.ca).toBe(certificate.cert);
    expect(await knock(server)).not.toBe('open');
    await expect(FakeVoiceServer.start({ certificate: { cert: '', key: certificate.key } })).rejects.toThrow(
      'FakeVoiceServer: certificate.cert',
    );
  });

  it('tells the two sides apart', async () => {
    const server = await started();
    const connection = await connected(server);

    await play(connection, toneFrames({ hz: 1_000, amplitude: 0.5, rightAmplitude: 0.05 }, 50));

    const audio = server.heard(GUILD).music(500);
    expect(audio.leftDb).toBeCloseTo(-9, 0);
    expect(audio.rightDb).toBeCloseTo(-29, 0);
    expect(audio.levelDbAt(1_000, 'right')).toBeCloseTo(-29, 0);
  });

  it('hears a pause as five frames of silence and then nothing, and that the song goes on after it', async () => {
    const server = await started();
    const connection = await connected(server);
    const heard = server.heard(GUILD);
    const frames = toneFrames({ hz: 440 }, 60);

    await play(connection, frames.slice(0, 30));
    await endSong(connection);
    const since = await heard.silent({ forMs: 300 });
    const frameCount = heard.frames.length;
    await pause(100);
    expect([heard.frames.length, heard.isSpeaking]).toEqual([frameCount, false]);

    await play(connection, frames.slice(30));
    await expect.poll(() => heard.frameCount).toBe(60);
    expect(heard.silences(400).filter(({ isOver }) => isOver)).toEqual([
      { fromAt: since, lengthMs: expect.any(Number), isOver: true },
    ]);
    expect(heard.gaps.longestMs).toBeLessThan(400);
    expect(heard.isSpeaking).toBe(true);
  });

  it('tells when a tone begins to be heard, and says what was heard instead when it is not', async () => {
    const server = await started();
    const connection = await connected(server);
    const heard = server.heard(GUILD);

    const changes = play(connection, [...toneFrames({ hz: 440 }, 30), ...toneFrames({ hz: 880 }, 30)]);
    const first = await heard.nextFrame();
    const at = await heard.hears(880, { withinMs: 3_000 });
    await changes;
    expect(at - first.at).toBeGreaterThanOrEqual(30 * 20 - 60);
    expect(at - first.at).toBeLessThan(30 * 20 + 1_000);

    await expect(heard.hears(440, { withinMs: 50 })).rejects.toMatchObject({
      code: 'VOICE_UNHEARD',
      message: expect.stringMatching(
        /^Guild 817327181659111454: no 440 Hz within 50 ms; 60 frames of music .* 880\.\d Hz at -9\.\d dB\.$/,
      ),
    });
  });

  it('hears several guilds at once, each for itself', async () => {
    const server = await started();
    const [a, b] = await Promise.all([connected(server), connected(server, OTHER_GUILD)]);

    await Promise.all([play(a, toneFrames({ hz: 440 }, 50)), play(b, toneFrames({ hz: 660 }, 50))]);

    await Promise.all([server.heard(GUILD).silent(), server.heard(OTHER_GUILD).silent()]);
    expect([server.heard(GUILD).frameCount, server.heard(OTHER_GUILD).frameCount]).toEqual([50, 50]);
    expect(server.heard(GUILD).music(500).frequencyHz).toBeCloseTo(440, 0);
    expect(server.heard(OTHER_GUILD).music(500).frequencyHz).toBeCloseTo(660, 0);
    expect(server.sessions.map(({ guildId, state }) => [guildId, state])).toEqual([
      [GUILD, 'ready'],
      [OTHER_GUILD, 'ready'],
    ]);
  });

  it('lets a client resume after 4015 and after its connection was cut, and hears it on', async () => {
    const server = await started();
    const connection = await connected(server);
    await play(connection, toneFrames({ hz: 440 }, 10));

    server.disconnect(GUILD, 4015);
    await entersState(connection, VoiceConnectionStatus.Connecting, 2_000);
    await entersState(connection, VoiceConnectionStatus.Ready, 2_000);
    server.cut(GUILD);
    await entersState(connection, VoiceConnectionStatus.Connecting, 2_000);
    await entersState(connection, VoiceConnectionStatus.Ready, 2_000);
    await play(connection, toneFrames({ hz: 440 }, 10));

    expect(server.arrivals.map(({ how, refusedWith }) => [how, refusedWith])).toEqual([
      ['identify', undefined],
      ['resume', undefined],
      ['resume', undefined],
    ]);
    expect(server.sessions).toMatchObject([{ state: 'ready', resumes: 2 }]);
    await server.heard(GUILD).silent();
    expect(server.heard(GUILD).frameCount).toBe(20);
    expect(server.heard(GUILD).faults.lost).toBe(0);
  });

  it('sends a client away that would resume a session that is gone', async () => {
    const server = await started();
    const connection = await connected(server);

    server.disconnect(GUILD, 4015, { isKept: false });
    await entersState(connection, VoiceConnectionStatus.Signalling, 2_000);

    expect(server.arrivals.at(-1)).toMatchObject({ how: 'resume', refusedWith: 4006 });
  });

  it('ends with 4014 for good', async () => {
    const server = await started();
    const connection = await connected(server);

    server.disconnect(GUILD, 4014, { reason: 'Disconnected.' });
    await entersState(connection, VoiceConnectionStatus.Disconnected, 2_000);

    expect(connection.state).toMatchObject({ reason: VoiceConnectionDisconnectReason.WebSocketClose, closeCode: 4014 });
    expect(server.sessions).toEqual([]);
  });

  it('forgets a client that leaves', async () => {
    const server = await started();
    const connection = await connected(server);

    connection.destroy();

    await expect.poll(() => server.sessions).toEqual([]);
  });

  it('loses packets on the way, the same ones for the same seed', async () => {
    const lostWith = async (seed: number): Promise<readonly number[]> => {
      const server = await started({ packetLoss: 0.2, random: seededRandom(seed) });
      const connection = await connected(server);
      await play(connection, toneFrames({ hz: 440 }, 60));
      await server.heard(GUILD).silent();
      const { frames, frameCount, faults, useless } = server.heard(GUILD);
      expect(useless.dropped + frameCount).toBe(60);
      expect(faults.lost).toBeLessThanOrEqual(useless.dropped);
      expect(faults.lost).toBeGreaterThan(0);
      const first = frames[0]?.sequence ?? 0;
      return frames.map(({ sequence }) => (sequence - first) & 0xffff);
    };

    const [first, again, other] = [await lostWith(7), await lostWith(7), await lostWith(8)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('hears nothing while UDP is dead, and its WebSocket lives', async () => {
    const server = await started();
    const connection = await connected(server);

    server.isUdpDead = true;
    await play(connection, toneFrames({ hz: 440 }, 10));
    await pause(100);
    server.isUdpDead = false;
    await play(connection, toneFrames({ hz: 440 }, 10));

    await server.heard(GUILD).silent();
    expect(server.heard(GUILD).frameCount).toBe(10);
    expect(server.heard(GUILD).speaking).toHaveLength(1);
    expect(connection.state.status).toBe(VoiceConnectionStatus.Ready);
  });

  it('answers nothing while it is frozen, and then everybody who waited', async () => {
    const server = await started();
    server.freeze();
    let isConnected = false;
    const waiting = connected(server).then(() => {
      isConnected = true;
    });
    await pause(300);
    expect(isConnected).toBe(false);

    server.thaw();
    await waiting;

    expect(isConnected).toBe(true);
  });

  it('closes while it is frozen and clients wait', async () => {
    const server = await started();
    const connection = await connected(server);
    server.freeze();
    const late = knock(server);
    connection.on('error', () => undefined);
    await pause(50);

    await server.close();

    expect(await late).toBe('ECONNRESET');
    await entersState(connection, VoiceConnectionStatus.Connecting, 2_000);
  });

  it('answers heartbeats as late as it is told', async () => {
    const server = await started({ heartbeatMs: 300 });
    server.pingDelayMs = 120;
    const connection = await connected(server);

    await expect.poll(() => connection.ping.ws, { timeout: 3_000 }).toBeGreaterThanOrEqual(115);
  });

  it('only counts when it is to keep nothing', async () => {
    const server = await started({ keepMs: 0 });
    const connection = await connected(server);

    await play(connection, toneFrames({ hz: 440 }, 20));
    await endSong(connection);
    const heard = server.heard(GUILD);
    await heard.silent();

    expect([heard.frameCount, heard.silenceFrameCount, heard.frames.length]).toEqual([20, 5, 0]);
    expect(() => heard.audio()).toThrow(expect.objectContaining({ code: 'VOICE_STATE' }));
    await expect(heard.hears(440)).rejects.toMatchObject({ code: 'VOICE_STATE' });
  });

  it('is not trusted before trust() and after it is taken back', async () => {
    await using server = await FakeVoiceServer.start({ host: 'localhost' });
    expect(server.endpoint).toMatch(/^localhost:\d+$/);
    expect(await knock(server)).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    const distrust = server.trust();
    expect(await knock(server)).toBe('open');
    distrust();
    expect(await knock(server)).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });

  it('is trusted by a process that gets its authority as NODE_EXTRA_CA_CERTS', async () => {
    await using server = await FakeVoiceServer.start();
    const folder = await mkdtemp(join(tmpdir(), 'voice-ca-'));
    atEnd(() => rm(folder, { recursive: true }));
    const path = join(folder, 'ca.pem');
    await writeFile(path, server.ca);
    const code = `fetch('https://${server.endpoint}/').then(({ status }) => console.log(status), (e) => console.log(e.cause.code))`;
    const run = promisify(execFile);

    const trusting = await run(process.execPath, ['-e', code], { env: { ...process.env, NODE_EXTRA_CA_CERTS: path } });
    const other = await run(process.execPath, ['-e', code]);

    expect([trusting.stdout.trim(), other.stdout.trim()]).toEqual(['404', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']);
  });
});
