import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeDiscord, FakeVoiceServer, type HeardAudio } from '@reprise/devkit';
import { AudioNode } from '@reprise/node';
import { Filters, NodePool, type Player } from 'reprise';
import { describe, expect, it } from 'vitest';
import { toneWav } from './tone.ts';

const GUILD = '817327181659111454';
const CHANNEL = '817327182111571989';

/** How long a tone has to sound before the server hears it, in milliseconds; and some for a busy machine. */
const HEARING_MS = 500;

/** A bot whose nodes play into a voice server that listens. */
async function ear({ nodes: count = 1 } = {}) {
  const music = await mkdtemp(join(tmpdir(), 'reprise-ear-'));
  await writeFile(join(music, 'a440.wav'), toneWav([{ hz: 440, ms: 60_000 }]));
  await writeFile(join(music, 'short.wav'), toneWav([{ hz: 880, ms: 1_000 }]));
  await writeFile(join(music, 'steps.wav'), toneWav([500, 1_000, 1_500, 2_000].map((hz) => ({ hz, ms: 3_000 }))));
  const server = await FakeVoiceServer.start();
  const distrust = server.trust();
  const discord = new FakeDiscord({ voiceServers: [server] });
  const nodes = Array.from(
    { length: count },
    () => new AudioNode({ port: 0, password: 'secret', voice: 'discord', musicDir: music }),
  );
  await Promise.all(nodes.map((node) => node.start()));
  const pool = new NodePool();
  discord.onPacket((packet) => pool.handleRaw(packet));
  await pool.connect({
    client: discord.client,
    nodes: nodes.map(({ url, port }) => ({ identifier: `${port}`, uri: url, password: 'secret' })),
    logger: null,
  });
  const player: Player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
  const trackOf = async (file: string) => {
    const [track] = [...(await pool.fetchTracks(join(music, file)))];
    if (track === undefined) throw new Error(`There is no ${file}.`);
    return track;
  };
  return {
    heard: server.heard(GUILD),
    server,
    pool,
    player,
    /** The node of that name. */
    node: (name: string) => nodes.find(({ port }) => `${port}` === name),
    play: async (file: string, startMs = 0) => player.play(await trackOf(file), { startMs }),
    queue: async (file: string) => player.queue.put(await trackOf(file)),
    /** Time in which music is to be heard. */
    waits: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)),
    async [Symbol.asyncDispose]() {
      await pool.close();
      await Promise.all(nodes.map((node) => node.close()));
      await server.close();
      distrust();
      await rm(music, { recursive: true });
    },
  };
}

/** The level of the loudest tenth of a second: what a busy machine left out makes the rest softer. */
function loudest(audio: HeardAudio): number {
  const slices = Array.from({ length: Math.floor(audio.lengthMs / 100) }, (_, i) =>
    audio.slice(i * 100, i * 100 + 100),
  );
  return Math.max(...slices.map(({ levelDb }) => levelDb));
}

/** Decibels between two levels may be off by so much: Opus is not exact. */
const LEVEL_DB = 1;

describe('a node that is heard', () => {
  it('plays the 440 Hz of a file, fifty frames a second without a gap, and says that it speaks', async () => {
    await using all = await ear();
    await all.play('a440.wav');
    await all.heard.hears(440, { toleranceHz: 1 });
    await all.waits(2_000);
    const { heard } = all;
    expect(heard.isSpeaking).toBe(true);
    expect(heard.faults).toMatchObject({ lost: 0 });
    const { frameCount, firstFrameAt = 0, lastFrameAt = 0 } = heard;
    // A busy machine leaves out what it cannot send in time; how even it is on a quiet one is told by a benchmark.
    const due = (lastFrameAt - firstFrameAt) / 20 + 1;
    expect(frameCount).toBeGreaterThan(0.8 * due);
    expect(frameCount).toBeLessThan(1.02 * due + 5);
  });

  it('is silent while it is paused, with five frames of silence, and goes on where it was', async () => {
    await using all = await ear();
    await all.play('steps.wav');
    await all.heard.hears(500);
    await all.player.pause();
    await all.heard.silent({ forMs: 500 });
    expect([all.heard.silenceFrameCount, all.heard.isSpeaking]).toEqual([5, false]);
    const { position } = all.player;
    await all.player.resume();
    await all.heard.hears(500);
    expect(all.player.position).toBeGreaterThanOrEqual(position);
    expect(all.player.position).toBeLessThan(3_500);
  });

  it('is heard at the second it is sent to', async () => {
    await using all = await ear();
    await all.play('steps.wav');
    await all.heard.hears(500);
    await all.player.seek(9_200);
    await all.heard.hears(2_000);
    await all.player.seek(3_200);
    await all.heard.hears(1_000);
  });

  it('starts in the middle when it is told to', async () => {
    await using all = await ear();
    await all.play('steps.wav', 6_100);
    await all.heard.hears(1_500);
    expect(all.heard.audio(500).levelDbAt(500)).toBeLessThan(-40);
  });

  it('is as loud as a real Lavalink at the same volume', async () => {
    await using all = await ear();
    await all.play('a440.wav');
    await all.heard.hears(440);
    const levels: number[] = [];
    // test/fixtures/golden: rms 2057 at 100, 849 at 50, 6678 at 200.
    for (const volume of [100, 50, 200]) {
      await all.player.setVolume(volume);
      await all.waits(1_200);
      levels.push(loudest(all.heard.audio(500)));
    }
    const [full = 0, half = 0, twice = 0] = levels;
    expect(Math.abs(half - full - 20 * Math.log10(849 / 2_057))).toBeLessThan(LEVEL_DB);
    expect(Math.abs(twice - full - 20 * Math.log10(6_678 / 2_057))).toBeLessThan(LEVEL_DB);
  });

  it('changes its sound within half a second, without a gap', async () => {
    await using all = await ear();
    await all.play('a440.wav');
    await all.heard.hears(440);
    all.heard.clear();
    await all.player.setFilters(new Filters().timescale({ pitch: 1.5 }));
    const changedAt = performance.now();
    await all.heard.hears(660, { toleranceHz: 8 });
    // A tone has to sound for a while before it is heard.
    expect(performance.now() - changedAt).toBeLessThan(500 + HEARING_MS);
    expect(all.heard.silences(500)).toEqual([]);
  });

  it('ends a track when its sound ends, and plays the next one', async () => {
    await using all = await ear();
    const ended = new Promise((resolve) => all.pool.once('trackEnd', (...told) => resolve(told[2])));
    await all.play('short.wav');
    await all.queue('a440.wav');
    expect(await ended).toBe('finished');
    await all.heard.hears(440);
    expect(all.heard.silences(600)).toEqual([]);
  });

  it('tells the code when the voice server ends the connection for good, and resumes what may be resumed', async () => {
    await using all = await ear();
    await all.play('a440.wav');
    await all.heard.hears(440);
    all.server.disconnect(GUILD, 4_015);
    all.heard.clear();
    await all.heard.hears(440);
    const closed = new Promise((resolve) => all.pool.once('socketClosed', (_player, code) => resolve(code)));
    all.server.disconnect(GUILD, 4_006);
    expect(await closed).toBe(4_006);
    all.heard.clear();
    // The client rejoins.
    await all.heard.hears(440, { withinMs: 10_000 });
  });

  it('goes on from another node when it dies, with a second without music at most', async () => {
    await using all = await ear({ nodes: 2 });
    await all.play('a440.wav');
    await all.heard.hears(440);
    all.heard.clear();
    await all.node(all.player.node?.identifier ?? '')?.close();
    await all.heard.hears(440, { withinMs: 5_000 });
    await all.waits(300);
    const longest = Math.max(0, ...all.heard.silences(100).map(({ lengthMs }) => lengthMs));
    console.log(`the gap when a node dies: ${longest} ms`);
    expect(longest).toBeLessThan(2_000);
  });
});
