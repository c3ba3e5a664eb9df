import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ownTunes } from '../../src/demo/own-tunes.ts';

describe("the user's own tunes", () => {
  it('are the names of the audio files in the folder, and nothing else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reprise-music-'));
    await mkdir(join(folder, 'a folder.mp3'));
    for (const name of ['Second song.FLAC', 'First song.mp3', 'cover.jpg', 'notes'])
      await writeFile(join(folder, name), '');
    expect(await ownTunes(folder)).toEqual(['First song', 'Second song']);
    await rm(folder, { recursive: true });
  });

  it('are none without a folder', async () => {
    expect(await ownTunes(undefined)).toEqual([]);
  });
});
