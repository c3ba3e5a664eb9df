import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WorkerSoundEngine } from '../../src/sound/worker-sound-engine.ts';
import { type Folder, makeFolder } from '../support/folder.ts';
import { convert, ffmpeg } from './support/ffmpeg.ts';
import { framesOf, frequencyOf, listen, pull } from './support/listening.ts';
import { stairHertz, stairs } from './support/tones.ts';

const PLAIN = { positionMs: 0, filters: {}, volume: 100 } as const;
const never = new AbortController().signal;
const FORMATS = ['mp3', 'm4a', 'flac', 'ogg'];

describe.skipIf(ffmpeg === undefined)('what ffmpeg decodes (skipped without ffmpeg)', () => {
  let engine: WorkerSoundEngine;
  let folder: Folder;

  beforeAll(async () => {
    engine = new WorkerSoundEngine({ workers: 1 });
    folder = await makeFolder({ 'stairs.wav': stairs(8) });
    for (const format of FORMATS) {
      const codec = format === 'ogg' ? ['-c:a', 'libvorbis'] : [];
      await convert(join(folder.path, 'stairs.wav'), join(folder.path, `stairs.${format}`), ...codec);
    }
  });
  afterAll(async () => {
    await engine.close();
    await folder[Symbol.asyncDispose]();
  });

  it.each(FORMATS)(
    '%s: starts in the second it is told to, goes to another, and ends when it is over',
    async (format) => {
      const input = { kind: 'file', path: join(folder.path, `stairs.${format}`) } as const;
      const stream = await engine.open(input, { ...PLAIN, positionMs: 3_000 }, never);
      const heard = listen(await pull(stream, 60));
      expect(frequencyOf(framesOf(heard, 5, 45))).toBeCloseTo(stairHertz(3), 0);

      stream.seek(6_000);
      await stream.ready();
      const rest = await pull(stream);
      expect(frequencyOf(framesOf(listen(rest), 5, 45))).toBeCloseTo(stairHertz(6), 0);
      // Codecs that work in blocks fill up the last one.
      expect(rest.length).toBeGreaterThanOrEqual(100);
      expect(rest.length).toBeLessThanOrEqual(102);
      stream.close();
    },
  );

  // Elsewhere nobody tells what a process has open.
  it.skipIf(process.platform !== 'linux')(
    'leaves nothing open of the places that were left, however far ahead of them ffmpeg was',
    async () => {
      const path = join(folder.path, 'long.mp3');
      await convert(join(folder.path, 'stairs.wav'), path, '-af', 'aloop=loop=9:size=384000');
      const openFiles = (): number => readdirSync('/proc/self/fd').length;
      const programs = (): number => engine.threads.reduce((sum, thread) => sum + thread.programs.length, 0);
      const playAndLeave = async (seeks: number): Promise<void> => {
        const stream = await engine.open({ kind: 'file', path }, PLAIN, never);
        for (let seek = 0; seek < seeks; seek += 1) {
          await pull(stream, 30);
          stream.seek(1_000 * seek);
        }
        await pull(stream, 30);
        stream.close();
        await expect.poll(programs, { timeout: 5_000 }).toBe(0);
      };
      await playAndLeave(0);
      const before = openFiles();
      await playAndLeave(20);
      for (let stop = 0; stop < 10; stop += 1) await playAndLeave(0);

      await expect.poll(openFiles, { timeout: 5_000 }).toBeLessThanOrEqual(before + 2);
    },
    30_000,
  );
});
