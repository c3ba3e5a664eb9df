import { PlaybackService, type PlayOutcome, type PlayRequest } from '@reprise/bot';
import { SourceError } from '@reprise/node';
import { describe, expect, it } from 'vitest';
import { type SongStage, songStage } from '../support/song-stage.ts';

const GUILD = '817327181659111454';
const CHANNEL = '817327182111571989';

/** Somebody who asks for things in one guild. */
interface Playing extends AsyncDisposable {
  readonly stage: SongStage;
  readonly service: PlaybackService;
  readonly ask: (userInput: string, more?: Partial<PlayRequest>) => Promise<PlayOutcome>;
}

/** Asks for things in one guild. */
async function playing(): Promise<Playing> {
  const stage = await songStage();
  const service = new PlaybackService(stage);
  return {
    stage,
    service,
    ask: (userInput, more = {}) =>
      service.playRequestCached({ userInput, guildId: GUILD, voiceChannelId: CHANNEL, requestedBy: '7', ...more }),
    [Symbol.asyncDispose]: async () => stage[Symbol.asyncDispose](),
  };
}

function problem(outcome: PlayOutcome): string {
  return outcome.status === 'failed' ? outcome.problem : outcome.status;
}

describe('a request to play', () => {
  it('starts a song when nothing plays, and queues the next one, with who asked and what it took', async () => {
    await using all = await playing();
    const { ask, stage } = all;
    const first = await ask('bolero');
    const second = await ask('gymnopédie', { requestedBy: '8' });
    expect(first).toMatchObject({ status: 'playing', wasCached: false, queuePosition: 0, song: { title: 'bolero 1' } });
    expect(second).toMatchObject({ status: 'queued', queuePosition: 1, usualMs: expect.any(Number) });
    const player = stage.pool.getPlayer(GUILD);
    expect(player?.current?.userData).toMatchObject({ requesterId: '7' });
    expect(player?.queue.peek()?.userData).toMatchObject({ requesterId: '8' });
  });

  it('of a song met before asks no node for it, and says so', async () => {
    await using all = await playing();
    await all.ask('bolero');
    const again = await all.ask('BOLERO ');
    expect(again).toMatchObject({ status: 'queued', wasCached: true });
    expect(all.stage.script.asked).toEqual(['scsearch:bolero']);
    if (again.status === 'failed') throw again.error;
    expect(again.durationMs).toBeLessThan(again.usualMs ?? 0);
  });

  it('without the cache asks a node each time', async () => {
    await using all = await playing();
    const { service, stage } = all;
    const request = { userInput: 'bolero', guildId: GUILD, voiceChannelId: CHANNEL, requestedBy: '7' };
    await service.playRequest(request);
    expect(await service.playRequest(request)).toMatchObject({ status: 'queued', wasCached: false });
    expect(stage.script.asked).toHaveLength(2);
    expect((await stage.songs.stats()).totalProcessed).toBe(0);
  });

  it('puts the song next, or plays it now, when that is asked for', async () => {
    await using all = await playing();
    const { ask, stage } = all;
    for (const name of ['one', 'two', 'three']) await ask(name);
    expect(await ask('next', { position: 'next' })).toMatchObject({ status: 'queued', queuePosition: 1 });
    expect(await ask('now', { position: 'now' })).toMatchObject({ status: 'playing', queuePosition: 0 });
    const player = stage.pool.getPlayer(GUILD);
    expect([player?.current, ...(player?.queue ?? [])].map((track) => track?.title)).toEqual([
      'now 1',
      'next 1',
      'two 1',
      'three 1',
    ]);
  });

  it('takes 500 songs of a playlist unless told otherwise, with the cache and without', async () => {
    await using all = await playing();
    const { service, stage } = all;
    const request = { userInput: 'https://soundcloud.com/x/sets/501', voiceChannelId: CHANNEL, requestedBy: '7' };
    const outcomes = [
      await service.playRequest({ ...request, guildId: GUILD }),
      await service.playRequestCached({ ...request, guildId: '817327181659111455' }),
    ];
    for (const outcome of outcomes) {
      if (outcome.status === 'failed' || outcome.playlist === undefined) throw new Error('It is a playlist.');
      expect((await outcome.playlist.rest).added).toBe(500);
    }
    expect([...stage.pool.players.values()].map(({ queue }) => queue.length)).toEqual([499, 499]);
  });

  it('only queues when nothing is to start by itself', async () => {
    await using all = await playing();
    expect(await all.ask('bolero', { autoPlay: false })).toMatchObject({ status: 'queued', queuePosition: 1 });
    expect(all.stage.pool.getPlayer(GUILD)?.state).toBe('idle');
  });
});

describe('a playlist', () => {
  const names = Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? `bare-${i}` : `song-${i}`));
  const list = `https://soundcloud.com/x/sets/${names.join(',')}`;

  it('plays its first song before the rest is looked up, which follows in its order', async () => {
    await using all = await playing();
    const { ask, stage } = all;
    const outcome = await ask(list);
    expect(outcome).toMatchObject({
      status: 'playing',
      song: { title: 'bare-0 1' },
      playlist: { name: 'A list', total: 30 },
    });
    if (outcome.status === 'failed' || outcome.playlist === undefined) throw new Error('It is a playlist.');
    expect(outcome.playlist.progress.added).toBeLessThan(30);
    expect(await outcome.playlist.rest).toEqual({ added: 30, cached: 0, skipped: [] });
    const player = stage.pool.getPlayer(GUILD);
    expect([...(player?.queue ?? [])].map(({ title }) => title)).toEqual(names.slice(1).map((name) => `${name} 1`));
  });

  it('tells what was left out and why, and ends with its player', async () => {
    await using all = await playing();
    const { ask, stage } = all;
    await stage.songs.processSong('https://soundcloud.com/x/bare-0');
    const outcome = await ask(list);
    stage.script.failure = new SourceError('This track is private.', 'common');
    if (outcome.status === 'failed' || outcome.playlist === undefined) throw new Error('It is a playlist.');
    const { added, cached, skipped } = await outcome.playlist.rest;
    expect([added + skipped.length, cached]).toEqual([30, 1]);
    expect(new Set(skipped.map(({ problem: why }) => why))).toEqual(new Set(['song-gone']));

    stage.script.failure = undefined;
    const ended = await ask(list, { guildId: '817327181659111455' });
    if (ended.status === 'failed' || ended.playlist === undefined) throw new Error('It is a playlist.');
    await stage.pool.getPlayer('817327181659111455')?.destroy();
    expect((await ended.playlist.rest).added).toBeLessThan(30);
  });
});

describe('what goes wrong', () => {
  it('is an outcome by its kind, and leaves nothing in the queue', async () => {
    await using all = await playing();
    const { ask, stage } = all;
    expect(problem(await ask('nothing'))).toBe('nothing-found');
    stage.script.failure = new SourceError('This track is private.', 'common');
    expect(problem(await ask('secret'))).toBe('song-gone');
    expect(problem(await ask('secret'))).toBe('song-gone');
    stage.script.failure = new Error('The site fell over.');
    expect(problem(await ask('other'))).toBe('source-failing');
    const stopped = new AbortController();
    stopped.abort();
    expect(problem(await ask('bolero', { signal: stopped.signal }))).toBe('stopped');
    expect(stage.pool.getPlayer(GUILD)).toBeUndefined();
  });

  it('with every node gone still knows the song, and says that nobody can play it', async () => {
    await using all = await playing();
    const { ask, stage } = all;
    await ask('bolero');
    await stage.stopNode();
    const known = await ask('bolero', { guildId: '817327181659111455' });
    const unknown = await ask('gymnopédie', { guildId: '817327181659111456' });
    expect([problem(known), problem(unknown)]).toEqual(['node-gone', 'node-gone']);
    expect(stage.pool.getPlayer('817327181659111455')?.queue.length ?? 0).toBe(0);
    expect(problem(await ask('bolero'))).toBe('queued');
  });
});

describe('a request for several songs', () => {
  const songs = (...inputs: string[]): { readonly name: string; readonly inputs: readonly string[] } => ({
    name: 'Mine',
    inputs,
  });

  /** What became of a list, when its last song is dealt with. */
  async function listed(outcome: PlayOutcome): Promise<object> {
    if (outcome.status === 'failed' || outcome.playlist === undefined) throw new Error('It is no list.');
    await outcome.playlist.rest;
    return outcome.playlist;
  }

  it('plays the first and puts the others behind it in their order, from the cache where they were met before', async () => {
    await using all = await playing();
    const { service, ask, stage } = all;
    await stage.songs.processSong('two');
    const outcome = await service.playRequestCached({
      userInput: songs('one', 'two', 'https://soundcloud.com/x/three'),
      guildId: GUILD,
      voiceChannelId: CHANNEL,
      requestedBy: '7',
    });
    expect(outcome).toMatchObject({ status: 'playing', song: { title: 'one 1' } });
    expect(await listed(outcome)).toMatchObject({ name: 'Mine', total: 3, progress: { added: 3, cached: 1 } });
    const player = stage.pool.getPlayer(GUILD);
    expect(player?.current?.title).toBe('one 1');
    expect([...(player?.queue ?? [])].map(({ title }) => title)).toEqual(['two 1', 'three 1']);
    expect(await ask('four')).toMatchObject({ queuePosition: 3 });
  });

  it('leaves out what is not there or too long, wherever it stands, and takes no more than its limit', async () => {
    await using all = await playing();
    const { service, stage } = all;
    const request = { guildId: GUILD, voiceChannelId: CHANNEL, requestedBy: '7' };
    const outcome = await service.playRequestCached({
      ...request,
      userInput: songs('nothing', 'one', 'nothing', 'two', 'three'),
      limit: 4,
    });
    expect(await listed(outcome)).toMatchObject({
      total: 5,
      progress: { added: 2, skipped: [{ problem: 'nothing-found' }, { problem: 'nothing-found' }] },
    });
    const tooLong = { maxSongMs: 59_999, maxPerUser: 0 };
    expect(
      problem(await service.playRequestCached({ ...request, userInput: songs('one', 'two'), limits: tooLong })),
    ).toBe('too-long');
    expect(stage.pool.getPlayer(GUILD)?.queue.length).toBe(1);
  });

  it('of a link that leads to a playlist takes the first song', async () => {
    await using all = await playing();
    const outcome = await all.service.playRequestCached({
      userInput: songs('one', 'https://soundcloud.com/x/sets/a,b'),
      guildId: GUILD,
      voiceChannelId: CHANNEL,
      requestedBy: '7',
    });
    await listed(outcome);
    expect([...(all.stage.pool.getPlayer(GUILD)?.queue ?? [])].map(({ title }) => title)).toEqual(['a 1']);
  });
});

describe('the length of the queue', () => {
  it('is held to what the guild allows now, whatever the player began with', async () => {
    await using all = await playing();
    const limits = { maxSongMs: 0, maxPerUser: 0 };
    for (const name of ['one', 'two', 'three']) await all.ask(name, { limits: { ...limits, maxQueue: 2 } });
    expect(problem(await all.ask('four', { limits: { ...limits, maxQueue: 2 } }))).toBe('queue-full');
    expect(problem(await all.ask('four', { limits: { ...limits, maxQueue: 3 } }))).toBe('queued');
  });
});

describe('requests at the same time', () => {
  it('of two who find the bot silent, the first is heard and the second is told its place in the queue', async () => {
    await using all = await playing();
    const { ask, stage } = all;
    const outcomes = await Promise.all([ask('one'), ask('two', { requestedBy: '8' }), ask('three')]);
    const player = stage.pool.getPlayer(GUILD);
    const order = [player?.current, ...(player?.queue ?? [])].map((track) => track?.title);
    expect([...order].sort()).toEqual(['one 1', 'three 1', 'two 1']);
    const told = outcomes.map((outcome) => {
      if (outcome.status === 'failed') throw outcome.error;
      return [outcome.song.title, outcome.status, outcome.queuePosition];
    });
    const expected = order.map((title, place) => [title, place === 0 ? 'playing' : 'queued', place]);
    expect(told.sort((one, other) => Number(one[2]) - Number(other[2]))).toEqual(expected);
  });

  it('are held to the limits together, though the bot is not there yet for either', async () => {
    await using all = await playing();
    const limits = { maxSongMs: 0, maxPerUser: 0, maxQueue: 1 };
    const names = ['one', 'two', 'three', 'four'];
    for (const name of names) await all.stage.songs.processSong(name);
    const outcomes = await Promise.all(names.map((name) => all.ask(name, { limits })));
    expect(outcomes.filter((outcome) => problem(outcome) === 'queue-full').length).toBeGreaterThan(0);
    expect(all.stage.pool.getPlayer(GUILD)?.queue.length).toBeLessThanOrEqual(1);
  });

  it('leave nothing of a playlist behind that is ended while its first song is about to play', async () => {
    await using all = await playing();
    const { ask, service, stage } = all;
    await ask('before');
    const player = stage.pool.getPlayer(GUILD);
    stage.script.delayMs = 50;
    const asked = ask('https://soundcloud.com/x/sets/bare-1,bare-2,song-3');
    await expect.poll(() => stage.script.asked).toContain('https://soundcloud.com/x/bare-1');
    service.endPlaylists(GUILD);
    player?.queue.clear();
    await player?.stop();
    expect(problem(await asked)).toBe('stopped');
    expect([player?.current, player?.queue.length]).toEqual([undefined, 0]);
  });
});
