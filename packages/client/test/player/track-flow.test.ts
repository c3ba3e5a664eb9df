import { type Playable, UnresolvedTrack } from 'reprise';
import { describe, expect, it } from 'vitest';
import { CHANNEL, GUILD, next, record, type Stage, stage } from '../support/stage.ts';
import { playable } from '../support/tracks.ts';
import { type CalmWorld, calmWorld } from '../support/world/calm-world.ts';

/** Minute-long tracks of these names. */
async function songs(set: Stage, ...names: readonly string[]): Promise<Playable[]> {
  return Promise.all(names.map((name) => set.track(60_000, name)));
}

function titles(tracks: Iterable<{ readonly title: string }>): string {
  return Array.from(tracks, ({ title }) => title).join(' ');
}

describe('the track before', () => {
  it('stays where it was when it cannot be played', async () => {
    await using set = await stage();
    const player = await set.pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    player.queue.mode = 'queue';
    player.queue.put(await songs(set, 'one', 'two', 'three'));
    for (const name of ['one', 'two']) {
      const started = next(set.pool, 'trackStart', (_player, { title }) => title === name);
      await player.skip();
      await started;
    }
    await set.nodes[0]?.close();
    await expect(player.previous()).rejects.toBeInstanceOf(Error);
    expect([player.current?.title, titles(player.queue), titles(player.queue.history)]).toEqual([
      'two',
      'three one',
      'two one',
    ]);
  });
});

describe('a track that is being looked up to be played', () => {
  it('is the next one after a further skip, and what was skipped comes back once', async () => {
    const asked = Promise.withResolvers<void>();
    const answers = [new Promise<undefined>(() => undefined), Promise.resolve(undefined)];
    await using set = await stage({
      pool: {
        resolveTrack: (_track, { signal }) => {
          asked.resolve();
          const aborted = new Promise<never>((_, reject) =>
            signal.addEventListener('abort', () => reject(signal.reason)),
          );
          return Promise.race([answers.shift() ?? Promise.resolve(undefined), aborted]);
        },
      },
    });
    const player = await set.pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    const [one, three] = await songs(set, 'one', 'three');
    if (one === undefined || three === undefined) throw new Error('There are no tracks.');
    player.queue.mode = 'queue';
    await player.play(one);
    player.queue.put([new UnresolvedTrack({ title: 'two', uri: 'test:60000:two' }), three]);
    const first = player.skip();
    await asked.promise;
    await Promise.all([first, player.skip()]);
    expect([player.current?.title, titles(player.queue)]).toEqual(['two', 'three one']);
  });

  it('is played all the same when the command that came meanwhile comes to nothing', async () => {
    const commands: readonly ((set: CalmWorld) => Promise<unknown>)[] = [
      ({ player }) => player.previous(),
      ({ player, world }) => {
        world.wire('A').spoil({ outcome: 400, isDone: false });
        return player.play(world.newTrack('60000', 'refused'));
      },
    ];
    for (const command of commands) {
      await using set = await lookingUp();
      const { world, player, turns, after } = set;
      await after(command(set)).catch(() => undefined);
      turns.release();
      await world.settle();
      expect([player.state, titles(player.queue)]).toEqual(['playing', '']);
      expect(world.told('trackStart')).toEqual(['trackStart first', 'trackStart later#0']);
    }
  });

  it('stays in the queue when the player is stopped or disconnected', async () => {
    for (const command of ['stop', 'disconnect'] as const) {
      await using set = await lookingUp();
      const { world, player, turns } = set;
      const done = player[command]();
      await world.settle();
      await world.pass(1);
      await done;
      turns.release();
      await world.settle();
      expect([player.state, titles(player.queue)]).toEqual(['idle', 'later#0']);
    }
  });
});

/** A player whose track is over, and whose next one is being looked up under the name `resolve`. */
async function lookingUp(): Promise<CalmWorld> {
  const set = await calmWorld();
  const { world, player, turns, after } = set;
  turns.hold('resolve');
  player.queue.put([world.newQueueTrack('later')]);
  await after(player.play(world.newTrack('400', 'first')));
  await world.pass(500);
  return set;
}

describe('tracks that fail', () => {
  it('are in a row only when no good one was played between them, to its end or not', { timeout: 5_000 }, async () => {
    await using set = await stage();
    const player = await set.pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    const seen = record(set.pool, 'playbackAborted');
    for (const name of ['one', 'two', 'three', 'four']) {
      player.queue.put([await set.track('broken', name), await set.track(60_000, name)]);
    }
    for (const name of ['one', 'two', 'three', 'four']) {
      const started = next(set.pool, 'trackStart', (_player, { title, length }) => title === name && length === 60_000);
      await player.skip();
      await started;
    }
    expect(seen).toEqual([]);
  });

  it('are passed over when autoplay has found them after everything else was over', { timeout: 5_000 }, async () => {
    const ended = Promise.withResolvers<void>();
    const [bad, good] = [playable('bad', { sourceName: 'nowhere' }), Promise.withResolvers<Playable>()];
    await using set = await stage({
      pool: {
        recommend: async () => {
          await ended.promise;
          return [bad, await good.promise];
        },
      },
    });
    const player = await set.pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL, autoplay: 'enabled' });
    const seen = record(set.pool, 'playbackAborted', 'queueEnd');
    good.resolve(await set.track(60_000, 'good'));
    const over = next(set.pool, 'trackEnd');
    const started = next(set.pool, 'trackStart', (_player, { title }) => title === 'good');
    await player.play(await set.track(50, 'first'));
    await over;
    ended.resolve();
    await started;
    expect([player.current?.title, seen]).toEqual(['good', []]);
  });
});
