import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { AudioNode } from '@reprise/node';
import type { Player } from '@reprise/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ffmpeg } from '../sound/support/ffmpeg.ts';
import { FRAME_SAMPLES, frequencyOf, listen, rms } from '../sound/support/listening.ts';
import { wavOf, wavTone } from '../sound/support/tones.ts';
import { type Folder, makeFolder } from '../support/folder.ts';
import { OggListener } from '../support/ogg-listener.ts';
import { Rest } from '../support/rest.ts';
import { Socket } from '../support/socket.ts';
import { VOICE } from '../support/stage.ts';

const PASSWORD = 'secret';
const RATE = 48_000;
/** Frames on a page. */
const PAGE = 5;
const STEP_MS = 200;

let folder: Folder;
let node: AudioNode;
let socket: Socket;
let rest: Rest;
let session: string;
let guilds = 817_327_181_659_111_454n;

beforeAll(async () => {
  folder = await makeFolder({
    'steps.wav': wavOf(30 * RATE, 2, RATE, 's16', (i) => 0.3 * Math.sin(2 * Math.PI * turnsAt(i))),
    'long.wav': wavTone({ seconds: 30, hertz: 440 }),
    'short.wav': wavTone({ seconds: 0.6, hertz: 660 }),
  });
  node = new AudioNode({ port: 0, password: PASSWORD, musicDir: folder.path, stream: true });
  await node.start();
  socket = await Socket.open(node.url, { Authorization: PASSWORD });
  session = `/v4/sessions/${await socket.sessionId()}`;
  rest = new Rest(node.url, PASSWORD);
});

afterAll(async () => {
  await socket.close();
  await node.close();
  await folder[Symbol.asyncDispose]();
});

/** Turns of the tone since the start: 400 Hz in the first 200 ms, 440 Hz in the next, and so on. */
function turnsAt(sample: number): number {
  const stepSamples = (RATE * STEP_MS) / 1_000;
  const step = Math.floor(sample / stepSamples);
  const before = stepSamples * (400 * step + 20 * step * (step - 1));
  return (before + (sample - step * stepSamples) * (400 + 40 * step)) / RATE;
}

/** A player in a channel, with a stream of it. */
async function playing(identifier: string | undefined, more: object = {}) {
  guilds += 1n;
  const path = `${session}/players/${guilds}`;
  const update = async (body: object): Promise<Player> => {
    const answer = await rest.patch(path, body);
    if (answer.status !== 200) throw new Error(answer.text);
    return JSON.parse(answer.text);
  };
  const track = identifier === undefined ? {} : { track: { identifier } };
  await update({ voice: VOICE, ...track, ...more });
  const hear = (): Promise<OggListener> => OggListener.open(`${node.url}${path}/stream`, { Authorization: PASSWORD });
  return { path, update, hear };
}

/** Waits until there is more than silence. */
async function music(ear: OggListener): Promise<void> {
  while ((ear.frames.at(-1)?.length ?? 0) <= 3) await ear.until(ear.pages.length + 1);
}

/** What is heard on the pages from one number to another. */
function heardOn(ear: OggListener, from: number, to: number): Float32Array {
  return listen(ear.frames).subarray((from - 2) * PAGE * FRAME_SAMPLES, (to - 2) * PAGE * FRAME_SAMPLES);
}

describe('the stream of a player', () => {
  it('is Ogg Opus, page after page, in which the tone of the track is heard', async () => {
    const { hear } = await playing('long.wav');
    const ear = await hear();
    expect(ear.response.headers).toMatchObject({
      'content-type': 'audio/ogg; codecs=opus',
      'transfer-encoding': 'chunked',
      'cache-control': 'no-store',
    });
    await music(ear);
    const begun = ear.pages.length;
    await ear.until(begun + 10);
    ear.close();

    const [first, second, ...pages] = ear.pages;
    expect(first?.packets[0]?.toString('latin1', 0, 8)).toBe('OpusHead');
    expect(second?.packets[0]?.toString('latin1', 0, 8)).toBe('OpusTags');
    expect(ear.pages.map(({ flags }) => flags)).toEqual([2, ...ear.pages.slice(1).map(() => 0)]);
    expect(ear.pages.map(({ sequence }) => sequence)).toEqual(ear.pages.map((_, index) => index));
    expect(new Set(ear.pages.map(({ serial }) => serial)).size).toBe(1);
    expect([first?.granule, second?.granule]).toEqual([0, 0]);
    expect(pages.map(({ granule }) => granule)).toEqual(pages.map((_, i) => (i + 1) * PAGE * FRAME_SAMPLES));
    const heard = heardOn(ear, begun + 1, begun + 10);
    expect(frequencyOf(heard)).toBeCloseTo(440, 0);
  });

  it('is in step with the position that the player tells', async () => {
    const { path, update, hear } = await playing('steps.wav');
    const ear = await hear();
    const told: { readonly page: number; readonly position: number }[] = [];
    const follow = async (from: number, to: number): Promise<void> => {
      for (let page = from; page < to; page += 1) {
        await ear.until(page + 1);
        const player: Player = JSON.parse((await rest.get(path)).text);
        told.push({ page: ear.pages.length - 1, position: player.state.position });
      }
    };
    await music(ear);
    await follow(ear.pages.length + 2, ear.pages.length + 14);
    await update({ position: 12_000 });
    await pause(300);
    await follow(ear.pages.length, ear.pages.length + 12);
    ear.close();

    const apart = told.map(({ page, position }) => {
      const step = (frequencyOf(heardOn(ear, page, page + 1)) - 400) / 40;
      return Math.abs(position - (step + 0.5) * STEP_MS);
    });
    expect(told.at(0)?.position).toBeGreaterThan(0);
    expect(told.at(0)?.position).toBeLessThan(2_000);
    expect(told.at(-1)?.position).toBeGreaterThan(12_000);
    // A page may lie across two steps, and then has a frequency between them.
    expect(Math.max(...apart)).toBeLessThan(300);
  });

  it('is silent in a pause, and goes on with what follows it', async () => {
    const { update, hear } = await playing('long.wav');
    const ear = await hear();
    await music(ear);
    const begun = ear.pages.length;
    await ear.until(begun + 5);
    await update({ paused: true });
    const halted = ear.pages.length + 1;
    await ear.until(halted + 6);
    await update({ paused: false });
    const wenton = ear.pages.length + 1;
    await ear.until(wenton + 5);
    ear.close();

    expect(rms(heardOn(ear, begun, begun + 4))).toBeGreaterThan(0.1);
    expect(rms(heardOn(ear, halted + 1, halted + 5))).toBeLessThan(0.001);
    expect(frequencyOf(heardOn(ear, wenton + 1, wenton + 5))).toBeCloseTo(440, 0);
    const [from, to] = [ear.pages[2]?.at ?? 0, ear.pages.at(-1)?.at ?? 0];
    expect((ear.pages.length - 3) * 100).toBeGreaterThan(to - from - 300);
  });

  it('goes on from one track to the next, also when nothing plays in between', async () => {
    const { update, hear } = await playing(undefined);
    const ear = await hear();
    await ear.until(4);
    await update({ track: { identifier: 'short.wav' } });
    await ear.until(16);
    await update({ track: { identifier: 'long.wav' } });
    await ear.until(ear.pages.length + 8);
    ear.close();

    const heard = listen(ear.frames);
    const windows = Array.from({ length: Math.floor(heard.length / 4_800) }, (_, i) =>
      heard.subarray(i * 4_800, (i + 1) * 4_800),
    );
    const tones = windows.map((window) => (rms(window) < 0.01 ? 0 : Math.round(frequencyOf(window) / 10) * 10));
    expect(tones.filter((tone, i) => tone !== tones[i - 1] && tones[i + 1] === tone)).toEqual([0, 660, 0, 440]);
  });

  it('is the same for two listeners, and one that leaves takes nothing from the other', async () => {
    const { hear } = await playing('long.wav');
    const [one, other] = [await hear(), await hear()];
    await music(one);
    await one.until(8);
    one.close();
    await other.until(one.pages.length + 2);
    other.close();

    const heard = one.frames.slice(-PAGE).map((frame) => frame.toString('hex'));
    expect(other.frames.map((frame) => frame.toString('hex')).join()).toContain(heard.join());
    expect(one.pages[0]?.serial).not.toBe(other.pages[0]?.serial);
  });

  it('fills a block of a browser with each page when it is asked to, and is the same to hear', async () => {
    const { path, hear } = await playing('long.wav');
    const [ear, plain] = [
      await OggListener.open(`${node.url}${path}/stream?padded=true`, { Authorization: PASSWORD }),
      await hear(),
    ];
    await music(plain);
    await ear.until(ear.pages.length + 10);
    ear.close();
    plain.close();

    const bytes = Buffer.concat(ear.chunks);
    const starts = ear.pages.slice(2).map((_, i) => bytes.toString('latin1', (i + 1) * 32_768, (i + 1) * 32_768 + 4));
    expect(new Set(starts)).toEqual(new Set(['OggS']));
    expect(ear.pages[1]?.packets[0]?.toString('latin1', 0, 8)).toBe('OpusTags');
    const [padded, heard] = [listen(ear.frames), listen(plain.frames)];
    expect(frequencyOf(padded.subarray(-RATE / 2))).toBeCloseTo(440, 0);
    const loud = padded.findIndex((sample) => Math.abs(sample) > 0.1);
    const same = heard.findIndex((sample) => Math.abs(sample) > 0.1);
    expect(padded.subarray(loud, loud + RATE / 4)).toEqual(heard.subarray(same, same + RATE / 4));
  });

  it('ends with the player, with a last page', async () => {
    const { path, hear } = await playing('long.wav');
    const ear = await hear();
    await ear.until(4);
    await rest.delete(path);
    expect(await ear.ended).toBe('ended');
    expect(ear.pages.at(-1)?.flags).toBe(4);
  });

  it('needs the password and a player, and a node that makes sound', async () => {
    const { path } = await playing(undefined);
    const ask = async (stream: string, headers: Record<string, string>) =>
      (await fetch(`${node.url}${stream}`, { headers })).status;
    expect(await ask(`${path}/stream`, {})).toBe(401);
    expect(await ask(`${path}/stream`, { Authorization: 'wrong' })).toBe(403);
    expect(await ask(`${path}/stream?key=secret`, {})).toBe(401);
    expect(await ask(`${session}/players/1/stream`, { Authorization: PASSWORD })).toBe(404);
    expect((await rest.send('HEAD', `${path}/stream`)).headers.get('content-type')).toBe('audio/ogg; codecs=opus');
  });

  it('is not there on a node that only keeps time', async () => {
    await using silent = new AudioNode({ port: 0 });
    await silent.start();
    const its = await Socket.open(silent.url);
    const path = `/v4/sessions/${await its.sessionId()}/players/5`;
    const silentRest = new Rest(silent.url);
    await silentRest.patch(path, { voice: VOICE });
    const { status, json } = await silentRest.get(`${path}/stream`);
    expect(status).toBe(404);
    expect(json).toMatchObject({ message: expect.stringContaining("'stream'") });
    await its.close();
  });

  it.skipIf(ffmpeg === undefined)('is read by ffmpeg', async () => {
    const { path, hear } = await playing('long.wav');
    const ear = await hear();
    await music(ear);
    const run = promisify(execFile)(
      ffmpeg ?? '',
      [
        '-nostdin',
        '-hide_banner',
        '-headers',
        `Authorization: ${PASSWORD}\r\n`,
        '-t',
        '1',
        '-i',
        `${node.url}${path}/stream`,
        '-f',
        's16le',
        '-ac',
        '1',
        '-',
      ],
      { encoding: 'buffer' },
    );
    const { stdout, stderr } = await run;
    ear.close();
    expect(stderr.toString()).toContain('Audio: opus, 48000 Hz, stereo');
    expect(stderr.toString()).not.toMatch(/error|invalid|corrupt/i);
    const samples = Float32Array.from({ length: stdout.length / 2 }, (_, i) => stdout.readInt16LE(i * 2) / 32_768);
    expect(samples.length / RATE).toBeCloseTo(1, 1);
    expect(frequencyOf(samples.subarray(RATE / 4))).toBeCloseTo(440, 0);
  });
});
