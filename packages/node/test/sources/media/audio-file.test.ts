import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probeFile } from '../../../src/sources/media/audio-file.ts';
import { convert, ffmpeg } from '../../sound/support/ffmpeg.ts';
import { makeFolder } from '../../support/folder.ts';
import { tone } from '../../support/wav.ts';

const STAIRS = new URL('../../sound/fixtures/', import.meta.url);
const HOLE_BYTES = 3e9;

describe('what a file says of itself', () => {
  it.each(['stairs.ogg', 'stairs.webm'])('has the length of %s', async (name) => {
    const { lengthMs } = await probeFile(new URL(name, STAIRS).pathname);

    expect(lengthMs).toBeGreaterThan(5_950);
    expect(lengthMs).toBeLessThan(6_050);
  });

  it('is had of an Ogg file of gigabytes without reading it', async () => {
    await using folder = await makeFolder({});
    const path = join(folder.path, 'long.ogg');
    const ogg = await readFile(new URL('stairs.ogg', STAIRS));
    const lastPage = ogg.lastIndexOf('OggS');
    const file = await open(path, 'w');
    await file.write(ogg, 0, lastPage, 0);
    await file.write(ogg, lastPage, ogg.length - lastPage, HOLE_BYTES);
    await file.close();

    expect(await probeFile(path)).toEqual(await probeFile(new URL('stairs.ogg', STAIRS).pathname));
  });

  it.skipIf(ffmpeg === undefined)('has length and tags, whatever is in the Ogg file', async () => {
    await using folder = await makeFolder({ 'tone.wav': tone(3) });
    const from = join(folder.path, 'tone.wav');
    const tags = ['-metadata', 'title=Tune', '-metadata', 'artist=Band'];
    for (const [to, codec] of Object.entries({
      'a.ogg': 'libvorbis',
      'b.opus': 'libopus',
      'c.webm': 'libopus',
    })) {
      await convert(from, join(folder.path, to), '-c:a', codec, ...tags);
      const { title, author, lengthMs = 0 } = await probeFile(join(folder.path, to));

      expect({ to, title, author }).toEqual({ to, title: 'Tune', author: 'Band' });
      expect(Math.abs(lengthMs - 3_000), to).toBeLessThan(40);
    }
  });
});
