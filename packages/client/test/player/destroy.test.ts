import { NodePool, PlayerDestroyedError } from 'reprise';
import { describe, expect, it } from 'vitest';
import { CHANNEL, GUILD, until } from '../support/stage.ts';
import { type TimedStage, timedStage } from '../support/timed-stage.ts';
import { type CalmWorld, calmWorld } from '../support/world/calm-world.ts';

describe('destroying a player', () => {
  it('ends the commands that wait, after the one that is under way, and none of them reaches the node', async () => {
    await using set = await calmWorld();
    const { world, player, turns } = set;
    turns.hold('A < PATCH');
    const underWay = player.play(world.newTrack('60000'));
    const waiting = [player.setVolume(10), player.seek(5_000), player.pause(), player.skip(), player.switchNode('B')];
    const outcomes = Promise.allSettled([underWay, ...waiting]);
    await world.settle();
    const before = world.calls().length;
    const destroyed = player.destroy();
    turns.release();
    await gone(set, destroyed);
    const [first, ...others] = await outcomes;
    expect(first?.status).toBe('fulfilled');
    expect(others).toEqual(waiting.map(() => ({ status: 'rejected', reason: expect.any(PlayerDestroyedError) })));
    expect(
      world
        .calls()
        .slice(before)
        .map(({ node, method }) => `${node} ${method}`),
    ).toEqual(['A PATCH', 'A DELETE']);
    expect(world.whatNodesHave()).toEqual([]);
  });

  it('ends a join that is under way, and leaves no voice behind', async () => {
    await using set = await calmWorld();
    const { world, player } = set;
    const joining = player.moveTo('817327182111571990');
    const refused = expect(joining).rejects.toBeInstanceOf(PlayerDestroyedError);
    await gone(set, player.destroy());
    await refused;
    await world.pass(60_000);
    expect(world.whatNodesHave()).toEqual([]);
    expect(world.core).toBeUndefined();
  });

  it('tells the end of what played, once', async () => {
    await using set = await calmWorld();
    const { world, player, after } = set;
    await after(player.play(world.newTrack('60000', 'song')));
    await gone(set, player.destroy());
    await world.pass(1_000);
    expect(world.told('trackStart', 'trackEnd', 'playerDestroy')).toEqual([
      'trackStart song',
      'trackEnd song',
      'playerDestroy',
    ]);
  });
});

describe('a player that has nothing to play', () => {
  /** How many players each snapshot that was written has. */
  async function kept(): Promise<{ readonly set: TimedStage; readonly counts: number[] }> {
    const counts: number[] = [];
    const onSnapshot = (bytes: Uint8Array): void => void counts.push(new NodePool().restore(bytes));
    return { set: await timedStage({ pool: { onSnapshot } }), counts };
  }

  it.each([
    ['is destroyed', ({ pool }: TimedStage) => void pool.getPlayer(GUILD)?.destroy()],
    ['is taken out of its channel', ({ discord }: TimedStage) => discord.kick(GUILD)],
  ])('is in no snapshot any more once it %s', async (_how, end) => {
    const { set, counts } = await kept();
    await using _closed = set;
    await set.pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
    await set.pass(1_000);
    expect(counts).toEqual([1]);
    await set.pass(10_000);
    end(set);
    await until(() => set.pool.players.size === 0);
    await set.pass(1_000);
    expect(counts).toEqual([1, 0]);
  });

  it('stays in the snapshot when it is left playing for the next process, or the pool ends it', async () => {
    for (const keepPlaying of [true, false]) {
      const { set, counts } = await kept();
      await using _closed = set;
      await set.pool.createPlayer({ guildId: GUILD, voiceChannelId: CHANNEL });
      await set.pass(1_000);
      await set.pool.close({ keepPlaying });
      set.clock.advance(5_000);
      expect(counts).toEqual([1]);
    }
  });
});

/** It is, once Discord has said that its bot has left. */
async function gone({ world }: CalmWorld, destroyed: Promise<void>): Promise<void> {
  await world.settle();
  await world.pass(1);
  await destroyed;
}
