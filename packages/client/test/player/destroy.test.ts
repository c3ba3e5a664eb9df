import { PlayerDestroyedError } from 'reprise';
import { describe, expect, it } from 'vitest';
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

/** It is, once Discord has said that its bot has left. */
async function gone({ world }: CalmWorld, destroyed: Promise<void>): Promise<void> {
  await world.settle();
  await world.pass(1);
  await destroyed;
}
