import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WorkerSoundEngine } from '../../src/sound/worker-sound-engine.ts';
import { bytesInput, mediaInput, parts } from './support/inputs.ts';
import { decibels, framesOf, frequencyOf, listen, pull, rms, roughness } from './support/listening.ts';
import { oggPagesOf, retold } from './support/ogg.ts';
import { stairHertz } from './support/tones.ts';

const PLAIN = { positionMs: 0, filters: {}, volume: 100 } as const;
const never = new AbortController().signal;
const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

let engine: WorkerSoundEngine;

beforeAll(() => {
  // Nothing of this needs a program.
  engine = new WorkerSoundEngine({ workers: 1, ffmpegPath: '/nowhere/ffmpeg' });
});
afterAll(() => engine.close());

describe('Opus in Ogg', () => {
  it('that is a chain of songs, as of a radio station, plays one after the other', async () => {
    const song = await readFile(fixture('stairs.ogg'));
    const chain = Buffer.concat([song, song, song]);
    const stream = await engine.open(bytesInput(chain), { ...PLAIN, volume: 50 }, never);
    const heard = listen(await pull(stream));
    expect(Math.abs(heard.length / 960 - 900)).toBeLessThanOrEqual(2);
    for (const second of [1, 4, 7, 10, 13, 16]) {
      const part = framesOf(heard, second * 50 + 5, second * 50 + 45);
      expect(frequencyOf(part)).toBeCloseTo(stairHertz(second % 6), 0);
    }
  });

  it('goes to a place in a long file without reading up to it', async () => {
    const song = await readFile(fixture('stairs.ogg'));
    const starts: number[] = [];
    const long = longOgg(song, 40);
    const input = mediaInput(long.length, (start) => {
      starts.push(start);
      return parts(long, start, 16_384);
    });
    const stream = await engine.open(input, { ...PLAIN, positionMs: 200_000 }, never);
    await stream.ready();
    const heard = listen(await pull(stream, 40));
    expect(frequencyOf(framesOf(heard, 5, 40))).toBeCloseTo(stairHertz(200 % 6), 0);
    expect(starts.length).toBeLessThan(8);
    stream.close();
  });

  it('that is broken in the middle goes on after it', async () => {
    const song = Buffer.from(await readFile(fixture('stairs.ogg')));
    song.fill(0, 9_000, 12_000);
    const heard = listen(await pull(await engine.open(bytesInput(song), PLAIN, never)));
    expect(heard.length / 960).toBeGreaterThan(200);
    expect(frequencyOf(heard.subarray(-40 * 960, -5 * 960))).toBeCloseTo(stairHertz(5), 0);
  });
});

/** A file over and over, as one song: with places that go on. */
function longOgg(song: Buffer, times: number): Buffer {
  const [head, tags, ...music] = oggPagesOf(song);
  const lengthSamples = 6 * 48_000;
  const copies = Array.from({ length: times }, (_, copy) =>
    music.map((page) =>
      retold(page, {
        flags: page.readUInt8(5) & ~4,
        granule: Number(page.readBigInt64LE(6)) + copy * lengthSamples,
      }),
    ),
  );
  return Buffer.concat([head ?? Buffer.alloc(0), tags ?? Buffer.alloc(0), ...copies.flat()]);
}

describe.each(['stairs.ogg', 'stairs.webm'])('Opus in %s', (name) => {
  const input = { kind: 'file', path: fixture(name) } as const;

  it('is passed on as it is while nothing changes its sound', async () => {
    const stream = await engine.open(input, PLAIN, never);
    const frames = await pull(stream);
    const file = await readFile(fixture(name));

    expect(stream.lengthMs).toBeGreaterThan(5_980);
    expect(stream.lengthMs).toBeLessThan(6_030);
    expect(Math.abs(frames.length - 300)).toBeLessThanOrEqual(1);
    expect(frames.every((frame) => file.includes(Buffer.from(frame)))).toBe(true);
    for (let second = 0; second < 6; second += 1) {
      const heard = framesOf(listen(frames), second * 50 + 5, second * 50 + 45);
      expect(frequencyOf(heard)).toBeCloseTo(stairHertz(second), 0);
    }
  });

  it('goes to any second, there and back', async () => {
    const stream = await engine.open(input, { ...PLAIN, positionMs: 4_000 }, never);
    for (const second of [4, 1, 5, 0, 3]) {
      if (second !== 4) stream.seek(second * 1_000);
      await stream.ready();
      const heard = listen(await pull(stream, 50));
      expect(frequencyOf(framesOf(heard, 5, 45))).toBeCloseTo(stairHertz(second), 0);
    }
    stream.close();
  });

  it('lands within 40 ms of the place of a seek', async () => {
    const stream = await engine.open(input, { ...PLAIN, positionMs: 3_510 }, never);
    const rest = await pull(stream);
    expect(Math.abs(rest.length * 20 - 2_490)).toBeLessThanOrEqual(40);
    stream.close();
  });

  it('becomes quieter in mid-song without a gap, and is passed on again at full volume', async () => {
    const stream = await engine.open(input, { ...PLAIN, positionMs: 1_000 }, never);
    await stream.ready();
    const before = await pull(stream, 12);
    stream.setVolume(50);
    await stream.settled;
    const quiet = await pull(stream, 18);
    stream.setVolume(100);
    await stream.settled;
    const after = await pull(stream, 18);
    const heard = listen([...before, ...quiet, ...after]);

    const loud = rms(framesOf(heard, 4, 12));
    expect(decibels(rms(framesOf(heard, 22, 29)), loud)).toBeCloseTo(20 * Math.log10(849 / 2057), 0);
    expect(decibels(rms(framesOf(heard, 40, 48)), loud)).toBeCloseTo(0, 0);
    expect(frequencyOf(framesOf(heard, 4, 48))).toBeCloseTo(stairHertz(1), 0);
    expect(roughness(framesOf(heard, 4, 48), stairHertz(1))).toBeLessThan(0.02);
    stream.close();
  });

  it('sounds the same over a source that is read in parts', async () => {
    const stream = await engine.open(bytesInput(await readFile(fixture(name)), 1_000), PLAIN, never);
    const frames = await pull(stream, 100);
    stream.seek(4_000);
    await stream.ready();
    frames.push(...(await pull(stream, 50)));
    const heard = listen(frames);
    expect(frequencyOf(framesOf(heard, 55, 95))).toBeCloseTo(stairHertz(1), 0);
    expect(frequencyOf(framesOf(heard, 105, 145))).toBeCloseTo(stairHertz(4), 0);
    stream.close();
  });
});
