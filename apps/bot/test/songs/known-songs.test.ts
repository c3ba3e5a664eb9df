import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CachedSong, CachedSongProcessor } from '@reprise/bot';
import { describe, expect, it, onTestFinished } from 'vitest';
import { songStage } from '../support/song-stage.ts';

describe('the songs that are known', () => {
  it('are those of the run before, the one asked for last at the end, without any node being asked', async () => {
    const cacheDir = mkdtempSync(join(tmpdir(), 'reprise-known-'));
    onTestFinished(() => rmSync(cacheDir, { recursive: true, force: true }));
    await using stage = await songStage({ cache: { cacheDir } });
    for (const name of ['bolero', 'für elise', 'bolero']) await stage.songs.processSong(name);
    await stage.songs.close();
    const asked = stage.script.asked.length;

    await using songs = new CachedSongProcessor({ pool: stage.pool, cache: { cacheDir } });
    const known = await songs.known();
    expect(new Set(known.map(({ title }) => title))).toEqual(new Set(['bolero 1', 'für-elise 1']));
    expect([known.at(-1)?.key, known.at(-1)?.accessCount]).toEqual(['scsearch:bolero', 1]);
    expect([stage.script.asked.length, (await songs.stats()).totalProcessed]).toEqual([asked, 0]);
  });

  it('are told of each time somebody asks for one, found or known, alone or in a list', async () => {
    const told: CachedSong[] = [];
    await using stage = await songStage({ onSong: (song) => void told.push(song) });
    await stage.songs.processSong('bolero');
    await stage.songs.processSong('bolero');
    await expect(stage.songs.processSong('nothing')).rejects.toThrow('Nothing was found');
    const list = await stage.songs.processPlaylist('https://soundcloud.com/x/sets/a,b');
    for await (const _ of list.songs);
    stage.songs.lookUp('bolero');
    expect(told.map(({ title }) => title)).toEqual(['bolero 1', 'bolero 1', 'a 1', 'b 1']);
  });
});
