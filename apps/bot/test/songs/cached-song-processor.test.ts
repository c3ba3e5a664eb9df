import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CachedSong, CachedSongProcessor, SongNotFoundError, type SongOutcome } from '@reprise/bot';
import { SmartCacheError } from '@reprise/cache';
import { ManualClock } from '@reprise/devkit';
import { SourceError } from '@reprise/node';
import { describe, expect, it } from 'vitest';
import { songStage } from '../support/song-stage.ts';

const HOUR_MS = 3_600_000;

describe('a song', () => {
  it('that was met before can be played at once, whatever spelling it is asked for by, without any node being asked', async () => {
    await using stage = await songStage();
    const { songs, script, pool, discord } = stage;
    const [first, wasCached] = await songs.processSong('Clair de Lune');
    const [again, wasCachedAgain] = await songs.processSong('clair  DE lune ');
    expect([wasCached, wasCachedAgain, script.asked]).toEqual([false, true, ['scsearch:Clair de Lune']]);
    expect(again).toMatchObject({
      key: 'scsearch:clair de lune',
      url: 'https://soundcloud.com/x/clair-de-lune',
      title: 'clair-de-lune 1',
      author: 'Somebody',
      durationMs: 60_000,
      thumbnail: undefined,
      sourceType: 'soundcloud',
      isLive: false,
      encoded: first.encoded,
      accessCount: 1,
    });
    expect(again.expiresAt - again.cachedAt).toBeGreaterThan(1.7 * HOUR_MS);
    discord.onPacket(() => undefined);
    const player = await pool.createPlayer({ guildId: '817327181659111454', voiceChannelId: '817327182111571989' });
    await player.play(again.toPlayable());
    expect([player.current?.title, script.asked.length]).toEqual(['clair-de-lune 1', 1]);
  });

  it('that was found by name is known by its link too', async () => {
    await using stage = await songStage();
    const [byName] = await stage.songs.processSong('für elise');
    const [byLink, wasCached] = await stage.songs.processSong(`${byName.url}?utm_source=x`);
    expect([wasCached, byLink.encoded, stage.script.asked.length]).toEqual([true, byName.encoded, 1]);
    expect(byLink.fillCostMs).toBeGreaterThanOrEqual(0);
  });

  it('is looked up for autocomplete without a node and without being counted', async () => {
    await using stage = await songStage();
    const { songs, script } = stage;
    expect(songs.lookUp('bolero')).toBeUndefined();
    await songs.processSong('bolero');
    expect(songs.lookUp(' Bolero ')?.title).toBe('bolero 1');
    expect([script.asked.length, (await songs.stats()).totalProcessed]).toEqual([1, 1]);
  });

  it('survives a restart, and is played from what was kept', async () => {
    const cacheDir = mkdtempSync(join(tmpdir(), 'reprise-songs-'));
    await using stage = await songStage({ cache: { cacheDir } });
    const [before] = await stage.songs.processSong('gymnopédie');
    await stage.songs.close();
    await using songs = new CachedSongProcessor({ pool: stage.pool, cache: { cacheDir } });
    const [after, wasCached] = await songs.processSong('Gymnopédie');
    expect([wasCached, after.encoded, after.cachedAt]).toEqual([true, before.encoded, before.cachedAt]);
    expect([stage.script.asked.length, after.toPlayable().title]).toEqual([1, 'gymnopédie 1']);
    await songs.close();
    rmSync(cacheDir, { recursive: true });
  });

  it('is found anew after two hours, past what the cache below would answer, and the old one is given for a week when it cannot be', async () => {
    const clock = new ManualClock();
    await using stage = await songStage({ cache: { clock } });
    const { songs, script, pool } = stage;
    await songs.processSong('bolero');
    clock.advance(3 * HOUR_MS);
    script.edition = 2;
    const [anew, wasCached] = await songs.processSong('bolero');
    expect([anew.title, wasCached]).toEqual(['bolero 2', false]);
    clock.advance(100 * HOUR_MS);
    script.failure = new SourceError('This track could not be read.', 'suspicious');
    const [old, oldWasCached] = await songs.processSong('bolero');
    expect([old.title, oldWasCached]).toEqual(['bolero 2', true]);
    clock.advance(100 * HOUR_MS);
    pool.forget('bolero');
    await expect(songs.processSong('bolero')).rejects.toThrow(/could not be/);
  });

  it('that is not found, or gone, is not asked for again for as long as that is likely', async () => {
    const clock = new ManualClock();
    await using stage = await songStage({ cache: { clock } });
    const { songs, script } = stage;
    await expect(songs.processSong('nothing')).rejects.toBeInstanceOf(SongNotFoundError);
    await expect(songs.processSong('Nothing')).rejects.toBeInstanceOf(SmartCacheError);
    script.failure = new SourceError('This track is private.', 'common');
    const link = 'https://soundcloud.com/x/secret';
    await expect(songs.processSong(link)).rejects.toThrow('private');
    clock.advance(HOUR_MS);
    await expect(songs.processSong(link)).rejects.toMatchObject({ code: 'KNOWN_FAILURE', failureClass: 'gone' });
    expect(script.asked).toEqual(['scsearch:nothing', link]);
    script.failure = new Error('Connection reset by peer.');
    await expect(songs.processSong('bolero')).rejects.toThrow();
    script.failure = undefined;
    expect((await songs.processSong('bolero'))[0].title).toBe('bolero 1');
  });

  it('that does not play is dropped and found once more, for all who say so at the same time', async () => {
    await using stage = await songStage();
    const { songs, script } = stage;
    const [broken] = await songs.processSong('bolero');
    script.edition = 2;
    const [one, two] = await Promise.all([songs.repair(broken), songs.repair(broken)]);
    expect([one.title, two.title, script.asked.length]).toEqual(['bolero 2', 'bolero 2', 2]);
    expect((await songs.processSong('bolero'))[0].title).toBe('bolero 2');
  });
});

describe('a song that does not play', () => {
  it('is found once more by its player, goes on at its place, and is whole for whoever asks next', async () => {
    await using stage = await songStage();
    const { songs, script, pool } = stage;
    const [song] = await songs.processSong('bolero');
    script.broken.add(song.title);
    script.edition = 2;
    const player = await pool.createPlayer({ guildId: '817327181659111454', voiceChannelId: '817327182111571989' });
    const playing = new Promise((resolve) => {
      pool.on('trackStart', (_player, { title }) => title === 'bolero 2' && resolve(title));
    });
    const track = song.toPlayable();
    track.userData = { ...track.userData, requesterId: '7' };
    await player.play(track, { startMs: 30_000 });
    await playing;
    expect(player.current?.userData).toMatchObject({ requesterId: '7' });
    expect(player.position).toBeGreaterThanOrEqual(30_000);
    expect((await songs.processSong('bolero'))[0].title).toBe('bolero 2');
    expect((await songs.processSong(song.url ?? ''))[0].title).toBe('bolero 2');
  });
});

describe('a playlist', () => {
  const list = 'https://soundcloud.com/x/sets/one,bare-two,bare-three,four,bare-five,bare-six';

  async function all(songs: AsyncIterable<SongOutcome>): Promise<SongOutcome[]> {
    const outcomes: SongOutcome[] = [];
    for await (const outcome of songs) outcomes.push(outcome);
    return outcomes;
  }

  const titleOf = (outcome: SongOutcome): string => (outcome.status === 'done' ? outcome.song.title : 'failed');

  it('gives its songs in their order, the first before the last was asked for, and asks only for what the list does not tell', async () => {
    await using stage = await songStage();
    const { songs, script } = stage;
    const { name, total, isPlaylist, songs: parts } = await songs.processPlaylist(list, { concurrency: 2 });
    expect([name, total, isPlaylist]).toEqual(['A list', 6, true]);
    const iterator = parts[Symbol.asyncIterator]();
    const first = await iterator.next();
    expect(first.value && titleOf(first.value)).toBe('one 1');
    expect(script.asked).not.toContain('https://soundcloud.com/x/bare-six');
    const rest = await all({ [Symbol.asyncIterator]: () => iterator });
    expect(rest.map(titleOf)).toEqual(['bare-two 1', 'bare-three 1', 'four 1', 'bare-five 1', 'bare-six 1']);
    expect(script.asked.filter((identifier) => identifier !== list).sort()).toEqual(
      ['bare-five', 'bare-six', 'bare-three', 'bare-two'].map((id) => `https://soundcloud.com/x/${id}`),
    );
  });

  it('takes known songs from the cache, and tells of each that fails without losing the others', async () => {
    await using stage = await songStage();
    const { songs, script } = stage;
    await songs.processSong('https://soundcloud.com/x/bare-two');
    const { songs: parts } = await songs.processPlaylist(list);
    script.failure = new SourceError('This track is private.', 'common');
    const outcomes = await all(parts);
    const shown = outcomes.map((outcome) => (outcome.status === 'done' ? outcome.wasCached : outcome.status));
    expect(shown).toEqual([false, true, 'failed', false, 'failed', 'failed']);
  });

  it('may hold songs that have no page: they are played as they are, and found by their name when they do not play', async () => {
    await using stage = await songStage();
    const { songs, script } = stage;
    const { songs: parts } = await songs.processPlaylist('https://soundcloud.com/x/sets/file-one,file-two');
    const outcomes = await all(parts);
    expect(outcomes.map(titleOf)).toEqual(['file-one 1', 'file-two 1']);
    const [first] = outcomes;
    if (first?.status !== 'done') throw new Error('It is there.');
    expect(first.song.url).toBeUndefined();
    script.edition = 2;
    await songs.repair(first.song);
    expect(script.asked.at(-1)).toBe('scsearch:somebody file-one 1');
  });

  it('is told from a song, and shares what it takes with others who ask', async () => {
    await using stage = await songStage();
    const { songs, script } = stage;
    const found = await Promise.all([songs.process(list), songs.process('bolero'), songs.process(list)]);
    expect(found.map(({ kind }) => kind)).toEqual(['playlist', 'song', 'playlist']);
    expect(script.asked.filter((identifier) => identifier === list)).toHaveLength(1);
    expect(await songs.process('BOLERO')).toMatchObject({ kind: 'song', wasCached: true });
  });

  it('is asked of a node again after five minutes, for what is in it may have changed', async () => {
    const clock = new ManualClock();
    await using stage = await songStage({ cache: { clock } });
    const { songs, script } = stage;
    const asked = (): number => script.asked.filter((identifier) => identifier === list).length;
    await songs.process(list);
    script.edition = 2;
    clock.advance(299_000);
    await songs.process(list);
    await songs.processPlaylist(list);
    expect(asked()).toBe(1);
    clock.advance(1_000);
    const again = await songs.process(list);
    if (again.kind !== 'playlist') throw new Error('It is a playlist.');
    const [first] = await all(again.list.songs);
    expect([again.list.total, first && titleOf(first), asked()]).toEqual([6, 'one 2', 2]);
    clock.advance(300_000);
    await songs.processPlaylist(list);
    expect(asked()).toBe(3);
  });

  it('that is old is better than none while its source cannot be reached, unless it is no more', async () => {
    const clock = new ManualClock();
    await using stage = await songStage({ cache: { clock } });
    const { songs, script } = stage;
    await songs.process(list);
    clock.advance(300_000);
    script.failure = new SourceError('Service unavailable', 'suspicious');
    expect((await songs.processPlaylist(list)).total).toBe(6);
    script.failure = new SourceError('This playlist is private.', 'common');
    await expect(songs.processPlaylist(list)).rejects.toThrow('private');
    script.failure = undefined;
    expect((await songs.processPlaylist(list)).total).toBe(6);
  });

  it('takes no more than its limit, and one song for a list of one', async () => {
    await using stage = await songStage();
    const cut = await stage.songs.processPlaylist(list, { limit: 2 });
    expect([cut.total, (await all(cut.songs)).length]).toEqual([6, 2]);
    const single = await stage.songs.processPlaylist('bolero');
    expect([single.isPlaylist, single.name, (await all(single.songs)).map(titleOf)]).toEqual([
      false,
      'bolero 1',
      ['bolero 1'],
    ]);
    await expect(stage.songs.processPlaylist('nothing')).rejects.toBeInstanceOf(SongNotFoundError);
  });
});

describe('many songs', () => {
  it('are processed a few at once, in their order, with every failure told', async () => {
    await using stage = await songStage();
    const progress: number[] = [];
    const outcomes = await stage.songs.batchProcess(['bolero', 'nothing', 'BOLERO'], {
      onProgress: ({ done }) => progress.push(done),
    });
    expect(outcomes.map(({ input, status }) => [input, status])).toEqual([
      ['bolero', 'done'],
      ['nothing', 'failed'],
      ['BOLERO', 'done'],
    ]);
    expect(progress).toEqual([1, 2, 3]);
    expect(await stage.songs.stats()).toMatchObject({ totalProcessed: 2, averageProcessingMs: expect.any(Number) });
  });

  it('that are popular are found anew before they expire, which counts neither as hit nor as miss', async () => {
    const clock = new ManualClock();
    await using stage = await songStage({ cache: { clock } });
    const { songs, script } = stage;
    for (const name of ['bolero', 'bolero', 'gymnopédie']) await songs.processSong(name);
    clock.advance(1.5 * HOUR_MS);
    script.edition = 2;
    const before = await songs.stats();
    const report = await songs.warmPopular({ limit: 1 });
    expect([report.warmed, await songs.stats()]).toEqual([1, before]);
    clock.advance(HOUR_MS);
    const [warm, wasCached] = await songs.processSong('bolero');
    expect([warm.title, wasCached]).toEqual(['bolero 2', true]);
  });

  it('have a source that is known before they are asked for', async () => {
    await using stage = await songStage();
    const sources = ['bolero', 'ytsearch:bolero', 'https://youtu.be/dQw4w9WgXcQ', 'https://example.org/a.mp3'];
    expect(sources.map((input) => stage.songs.detectSource(input))).toEqual([
      'soundcloud',
      'youtube',
      'youtube',
      'http',
    ]);
  });
});

describe('a processor', () => {
  it('names the option that is wrong', async () => {
    await using stage = await songStage();
    const { pool } = stage;
    expect(() => new CachedSongProcessor({ pool, playableTtlMs: 1 })).toThrow('CachedSongProcessor: playableTtlMs');
    expect(() => new CachedSongProcessor({ pool, playableTtlMs: 10_000, metadataTtlMs: 5_000 })).toThrow(
      'metadataTtlMs',
    );
  });

  it('takes nothing from a store that somebody else wrote into', async () => {
    const cacheDir = mkdtempSync(join(tmpdir(), 'reprise-songs-'));
    await using stage = await songStage({ cache: { cacheDir } });
    const [song]: readonly [CachedSong, boolean] = await stage.songs.processSong('bolero');
    await stage.songs.close();
    const { LmdbStore } = await import('@reprise/cache');
    const store = new LmdbStore({ path: cacheDir });
    const entry = await store.get(song.key);
    if (entry === undefined) throw new Error('The song was kept.');
    const text = new TextDecoder().decode(entry.bytes).replaceAll('https://soundcloud.com/x/', 'javascript:alert(1)//');
    await store.set(song.key, { ...entry, bytes: new TextEncoder().encode(text) });
    await store.close();
    await using songs = new CachedSongProcessor({ pool: stage.pool, cache: { cacheDir } });
    const [again] = await songs.processSong('bolero');
    expect(again.url).toBe('https://soundcloud.com/x/bolero');
    await songs.close();
    rmSync(cacheDir, { recursive: true });
  });
});
