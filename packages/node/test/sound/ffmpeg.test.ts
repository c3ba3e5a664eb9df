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
});
