import { describe, expect, it } from 'vitest';
import { CHANNEL, GUILD, next, stage } from '../support/stage.ts';
import { calmWorld } from '../support/world/calm-world.ts';
import { violations } from '../support/world/violations.ts';

const EVENTS = ['trackStart', 'trackEnd', 'queueEnd', 'playbackAborted'] as const;

describe('the end of a track', () => {
  it('that was replaced lets nothing follow', async () => {
    await using set = await calmWorld();
    const { world, player, after } = set;
    player.queue.put([world.newTrack('60000', 'waiting')]);
    await after(player.play(world.newTrack('60000', 'one')));
    await after(player.play(world.newTrack('60000', 'two')));
    await world.pass(1_000);
    expect(world.told(...EVENTS)).toEqual(['trackStart one', 'trackEnd one', 'trackStart two']);
    expect([player.current?.title, player.queue.length]).toEqual(['two', 1]);
  });

  it('that was replaced by itself does not end the new playing, on a node that drops what tells them apart', async () => {
    await using set = await calmWorld();
    const { world, player, after } = set;
    const song = world.newTrack('60000', 'song');
    await after(player.play(song));
    const { userData: _, ...track } = { ...song.toJSON(), userData: {} };
    world.core?.receive({ op: 'event', type: 'TrackEndEvent', guildId: GUILD, track, reason: 'replaced' });
    await world.settle();
    expect([player.current, player.state]).toEqual([song, 'playing']);
    expect(world.told(...EVENTS)).toEqual(['trackStart song']);
  });

  it('that was stopped lets nothing follow', async () => {
    await using set = await calmWorld();
    const { world, player, after } = set;
    player.queue.put([world.newTrack('60000', 'waiting')]);
    await after(player.play(world.newTrack('60000', 'one')));
    await after(player.stop());
    await world.pass(1_000);
    expect(world.told(...EVENTS)).toEqual(['trackStart one', 'trackEnd one']);
    expect([player.current, player.queue.length]).toEqual([undefined, 1]);
  });

  it('that comes late, when another track plays already, does not end that one', async () => {
    await using set = await calmWorld();
    const { world, player, turns, after } = set;
    player.queue.put([world.newTrack('60000', 'waiting')]);
    await after(player.play(world.newTrack('1000', 'short')));
    turns.hold('A > message');
    await world.pass(1_100);
    expect(player.current?.title).toBe('short');
    await after(player.play(world.newTrack('60000', 'chosen')));
    turns.release();
    await world.pass(1_000);
    expect(world.told(...EVENTS)).toEqual(['trackStart short', 'trackEnd short', 'trackStart chosen']);
    expect([player.current?.title, player.queue.length]).toEqual(['chosen', 1]);
  });

  it('of one playing does not end the next playing of the same track', async () => {
    await using set = await calmWorld();
    const { world, player, turns, after } = set;
    const song = world.newTrack('1000', 'song');
    await after(player.play(song));
    turns.hold('A > message');
    await world.pass(900);
    await after(player.play(song));
    turns.release();
    await world.pass(500);
    expect(player.current).toBe(song);
    await world.pass(1_000);
    expect(world.told(...EVENTS).filter((told) => told === 'trackEnd song')).toHaveLength(2);
    expect(player.current).toBeUndefined();
  });

  it('that came while the command to replace it failed is not forgotten: the next one plays', async () => {
    await using set = await calmWorld();
    const { world, player, turns, after } = set;
    player.queue.put([world.newTrack('60000', 'waiting')]);
    await after(player.play(world.newTrack('1000', 'short')));
    world.wire('A').spoil({ outcome: 400, isDone: false });
    turns.hold('A < PATCH');
    const refused = player.play(world.newTrack('60000', 'chosen'));
    const failed = expect(refused).rejects.toThrow('400');
    await world.pass(1_100);
    turns.release();
    await world.settle();
    await failed;
    expect(player.current?.title).toBe('waiting');
    expect(world.told(...EVENTS)).toEqual(['trackStart short', 'trackEnd short', 'trackStart waiting']);
  });

  it('that is told late does not end the track that its node was told to take up again', async () => {
    await using set = await calmWorld();
    const { world, player, turns, after } = set;
    turns.hold('A > message');
    await after(player.play(world.newTrack('60000', 'song')));
    world.wire('A').spoil({ outcome: 500, isDone: true });
    await expect(after(player.stop())).rejects.toThrow('500');
    turns.release();
    await world.settle();
    expect([player.current?.title, player.state, violations(world, [])]).toEqual(['song', 'playing', []]);
    expect(world.told(...EVENTS)).toEqual(['trackStart song']);
  });

  it.each(['A', 'B'])('is heard when %s told its start while the command to replace it failed', async (node) => {
    await using set = await calmWorld();
    const { world, player, turns, after } = set;
    player.queue.put([world.newTrack('60000', 'next')]);
    turns.hold(`${node} > message`);
    await after(player.play(world.newTrack('1000', 'song')));
    if (node === 'B') await after(player.switchNode('B'));
    world.wire(node).spoil({ outcome: 400, isDone: false });
    turns.hold(`${node} < PATCH`);
    const failed = expect(player.play(world.newTrack('60000', 'chosen'))).rejects.toThrow('400');
    await world.settle();
    turns.release();
    await world.settle();
    await failed;
    await world.pass(500);
    expect([player.current?.title, player.position]).toEqual(['song', 500]);
    await world.pass(600);
    expect(world.told(...EVENTS)).toEqual(['trackStart song', 'trackEnd song', 'trackStart next']);
  });

  it('is told when the player leaves the node before that can tell it', async () => {
    await using set = await calmWorld();
    const { world, player, turns, after } = set;
    await after(player.play(world.newTrack('60000', 'song')));
    turns.hold('A > message');
    await after(player.stop());
    await after(player.switchNode('B'));
    turns.release();
    await world.settle();
    expect(world.told(...EVENTS)).toEqual(['trackStart song', 'trackEnd song']);
  });
});

describe('tracks that cannot be played', () => {
  it('are left behind, whether they break or stay silent', async () => {
    await using set = await calmWorld();
    const { world, player, after } = set;
    player.queue.put([world.newTrack('stuck', 'silent'), world.newTrack('60000', 'good')]);
    await after(player.play(world.newTrack('broken', 'bad')));
    await world.pass(2_000);
    expect(world.told('trackException', 'trackStuck', ...EVENTS)).toEqual([
      'trackStart bad',
      'trackException bad',
      'trackEnd bad',
      'trackStart silent',
      'trackStuck silent',
      'trackEnd silent',
      'trackStart good',
    ]);
  });

  it('are not repeated by any mode of the queue', async () => {
    await using set = await calmWorld();
    const { world, player, after } = set;
    for (const mode of ['track', 'queue'] as const) {
      player.queue.mode = mode;
      await after(player.play(world.newTrack('broken', mode)));
      await world.pass(1_000);
    }
    expect(world.told('trackStart')).toEqual(['trackStart track', 'trackStart queue']);
    expect([player.current, player.queue.length]).toEqual([undefined, 0]);
  });

  it('three in a row end playback; a good one between them starts the count anew', async () => {
    await using set = await calmWorld();
    const { world, player, after } = set;
    const lengths = ['broken', '1000', 'broken', 'broken', '1000', 'broken', 'stuck', 'broken', '1000'];
    player.queue.put(lengths.map((length) => world.newTrack(length)));
    await after(player.play(world.newTrack('broken')));
    await world.pass(20_000);
    expect(world.told('trackStart')).toHaveLength(9);
    expect(world.told('playbackAborted', 'queueEnd')).toEqual(['playbackAborted']);
    expect([player.current, player.queue.length]).toEqual([undefined, 1]);
  });

  it('are dropped from the cache, and good ones are not', async () => {
    await using set = await stage({ pool: { cacheConfig: {} } });
    const { pool } = set;
    const servedFrom = async (query: string): Promise<string> => (await pool.load(query)).servedFrom;
    const player = await pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    player.queue.put([await set.track('broken', 'bad'), await set.track(60_000, 'good')]);
    expect([await servedFrom('test:broken:bad'), await servedFrom('test:60000:good')]).not.toContain('node');
    const started = next(pool, 'trackStart', (_player, { title }) => title === 'good');
    await player.skip();
    await started;
    expect(await servedFrom('test:broken:bad')).toBe('node');
    expect(await servedFrom('test:60000:good')).not.toBe('node');
  });
});
