import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FramePump } from '../../src/player/frame-pump.ts';
import { Outlet } from '../../src/player/outlet.ts';
import { ByteCursor } from '../../src/sound/media/byte-cursor.ts';
import type { ByteSource } from '../../src/sound/media/byte-source.ts';
import { nextPage, PacketJoiner } from '../../src/sound/media/ogg/ogg-pages.ts';
import { WorkerSoundEngine } from '../../src/sound/worker-sound-engine.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { bytesInput } from './support/inputs.ts';
import { listen, pull, rms } from './support/listening.ts';
import { oggPageOf, oggPagesOf, packetsOn, retold } from './support/ogg.ts';

const PLAIN = { positionMs: 0, filters: {}, volume: 100 } as const;
const never = new AbortController().signal;
const SERIAL = 7;
/** What a page holds at most. */
const FULL = new Array<number>(255).fill(255);

let engine: WorkerSoundEngine;
/** Head, tags, six pages of a second each, and one with what is left. */
let pages: readonly Buffer[];

beforeAll(async () => {
  // Nothing of this needs a program.
  engine = new WorkerSoundEngine({ workers: 1, ffmpegPath: '/nowhere/ffmpeg' });
  pages = oggPagesOf(await readFile(new URL('fixtures/stairs.ogg', import.meta.url)));
});
afterAll(() => engine.close());

/** What is played of bytes, as they are handed on. */
async function played(...bytes: readonly Buffer[]): Promise<string[]> {
  const frames = await pull(await engine.open(bytesInput(Buffer.concat(bytes)), PLAIN, never));
  return texts(frames);
}

function texts(packets: readonly Uint8Array[]): string[] {
  return packets.map((packet) => Buffer.from(packet).toString('hex'));
}

/** A page of which the end is missing. */
const cut = (page: Buffer | undefined): Buffer => page?.subarray(0, 2_000) ?? Buffer.alloc(0);

describe('a station that restarts', () => {
  it.each([
    { place: 'in a page', isCut: true, told: { serial: SERIAL } },
    { place: 'in a page, with the serial of before,', isCut: true, told: {} },
    { place: 'between pages', isCut: false, told: { serial: SERIAL } },
  ])('$place is heard on, and only a page that was cut is missing', async ({ isCut, told }) => {
    const restart = pages.map((page) => retold(page, told));
    const heard = await played(...pages.slice(0, 5), isCut ? cut(pages[5]) : Buffer.alloc(0), ...restart);
    expect(heard).toEqual(texts(packetsOn([...pages.slice(2, 5), ...pages.slice(2)])));
  });

  it('again before any of its music came is heard on', async () => {
    const [head = Buffer.alloc(0), tags = Buffer.alloc(0)] = pages;
    const restart = pages.map((page) => retold(page, { serial: SERIAL }));
    const halting = [head, tags].map((page) => retold(page, { serial: 8 }));
    const heard = await played(...pages.slice(0, 4), ...halting, ...restart);
    expect(heard).toEqual(texts(packetsOn([...pages.slice(2, 4), ...pages.slice(2)])));
  });
});

describe('an Ogg file', () => {
  it('that was cut off plays up to its last whole page', async () => {
    const heard = await played(...pages.slice(0, 6), cut(pages[6]));
    expect(heard).toEqual(texts(packetsOn(pages.slice(2, 6))));
  });

  it('of two tracks side by side plays the first', async () => {
    const other = pages.map((page) => retold(page, { serial: SERIAL }));
    const pairs = pages.flatMap((page, i) => [page, other[i] ?? page]);
    expect(await played(...pairs)).toEqual(texts(packetsOn(pages.slice(2))));
  });

  it('with a mark of a page within its music loses nothing to it', async () => {
    const packet = Buffer.concat([Buffer.from([0xfc]), Buffer.from('OggS'), Buffer.alloc(40, 255)]);
    const odd = oggPageOf({ granule: 960, serial: SERIAL, sequence: 2 }, [packet.length], packet);
    const head = pages.slice(0, 2).map((page) => retold(page, { serial: SERIAL }));
    const rest = pages.slice(2).map((page, i) => retold(page, { serial: SERIAL, sequence: 3 + i }));
    // Without its beginning, so that the mark is what is found first.
    const heard = await played(...head, odd.subarray(10), ...rest);
    expect(heard).toEqual(texts(packetsOn(pages.slice(2))));
  });

  it('of packets that are too long for a frame is made into frames that are not, whoever listens', async () => {
    const packet = Buffer.alloc(14_000, 0xfc);
    const lacing = Array.from({ length: 4 }, () => [...new Array<number>(54).fill(255), 14_000 - 54 * 255]).flat();
    const music = Array.from({ length: 10 }, (_, i) =>
      oggPageOf(
        { granule: (i + 1) * 3_840, serial: SERIAL, sequence: 2 + i },
        lacing,
        Buffer.concat(Array(4).fill(packet)),
      ),
    );
    const head = pages.slice(0, 2).map((page) => retold(page, { serial: SERIAL }));
    const frames = await pull(await engine.open(bytesInput(Buffer.concat([...head, ...music])), PLAIN, never));
    expect(frames.length).toBeGreaterThanOrEqual(40);
    expect(Math.max(...frames.map(({ length }) => length))).toBeLessThanOrEqual(1_276);
    expect(rms(listen(frames))).toBe(0);

    const clock = new ManualClock();
    const outlet = new Outlet(new FramePump(clock), () => undefined);
    const [plain, padded] = [outlet.listen(), outlet.listen({ isPadded: true })];
    outlet.play(() => frames.shift());
    for (let turns = 0; turns < 40; turns += 1) await clock.advance(20);
    outlet.close();
    for (const listener of [plain, padded]) {
      expect(oggPagesOf(Buffer.concat(await listener.toArray())).length).toBeGreaterThanOrEqual(2 + 40 / 5);
    }
  });

  it('of a packet that never ends keeps next to nothing of it, and goes on after it', async () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const joiner = new PacketJoiner();
    const page = (flags: number, sequence: number, lacing: readonly number[], bytes: number): Promise<Buffer[]> =>
      packetsOf(joiner, oggPageOf({ flags, granule: -1, serial: SERIAL, sequence }, lacing, Buffer.alloc(bytes, 9)));
    collect();
    const before = process.memoryUsage().arrayBuffers;
    const packets = [await page(0, 0, FULL, 255 * 255)];
    for (let i = 1; i < 200; i += 1) packets.push(await page(1, i, FULL, 255 * 255));
    collect();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
    expect(packets.flat()).toEqual([]);
    expect((await page(1, 200, [10, 20], 30)).map(({ length }) => length)).toEqual([20]);
  });

  it('with such a packet in it plays what follows', async () => {
    const endless = Array.from({ length: 200 }, (_, i) =>
      oggPageOf({ flags: 1, granule: -1, serial: SERIAL, sequence: 2 + i }, FULL, Buffer.alloc(255 * 255, 0xfc)),
    );
    const [head = Buffer.alloc(0), tags = Buffer.alloc(0), ...music] = pages.map((page, i) =>
      retold(page, { serial: SERIAL, sequence: i < 2 ? i : i + 200 }),
    );
    expect(await played(head, tags, ...endless, ...music)).toEqual(texts(packetsOn(music)));
  });

  it('of which a page is missing has no packet without its beginning', async () => {
    const joiner = new PacketJoiner();
    const page = (sequence: number): Promise<Buffer[]> =>
      packetsOf(
        joiner,
        oggPageOf({ flags: sequence === 0 ? 0 : 1, serial: SERIAL, sequence }, [10, 255], Buffer.alloc(265)),
      );
    const lengths = (await Promise.all([page(0), page(1), page(3), page(4)])).map((packets) =>
      packets.map(({ length }) => length),
    );
    expect(lengths).toEqual([[10], [265], [], [265]]);
  });
});

/** The packets that end on a page, which is read first. */
async function packetsOf(joiner: PacketJoiner, bytes: Buffer): Promise<Buffer[]> {
  const page = await nextPage(new ByteCursor(memory(bytes)));
  return page === undefined ? [] : joiner.packetsOf(page);
}

/** Bytes that are there already. */
function memory(bytes: Buffer): ByteSource {
  return {
    size: bytes.length,
    isLocal: true,
    places: [],
    open: (start) => {
      const parts = [bytes.subarray(start)];
      return { read: async () => parts.shift(), close: () => undefined };
    },
    close: () => undefined,
  };
}
