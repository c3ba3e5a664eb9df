import { Filters, NodeHttpError, type Player } from 'reprise';
import { describe, expect, it } from 'vitest';
import { type CalmWorld, calmWorld } from '../support/world/calm-world.ts';
import { violations } from '../support/world/violations.ts';

/** Everything that a command can change. */
function stateOf(player: Player): unknown {
  const { current, position, paused, volume, filters, state, queue } = player;
  return { current, position, paused, volume, filters: filters.toJSON(), state, waiting: [...queue] };
}

const commands: readonly (readonly [name: string, run: (set: CalmWorld) => Promise<unknown>])[] = [
  ['setVolume', ({ player }) => player.setVolume(20)],
  ['setFilters', ({ player }) => player.setFilters(new Filters().timescale({ speed: 2 }))],
  ['pause', ({ player }) => player.pause()],
  ['seek', ({ player }) => player.seek(40_000)],
  ['stop', ({ player }) => player.stop()],
  ['play', ({ player, world }) => player.play(world.newTrack('90000'), { volume: 5, paused: true, startMs: 7_000 })],
];

describe('a command that its node refuses', () => {
  it.each(commands)('%s leaves everything as it was', async (_name, run) => {
    await using set = await playing();
    const before = stateOf(set.player);
    set.world.wire('A').spoil({ outcome: 400, isDone: false });
    await expect(set.after(run(set))).rejects.toBeInstanceOf(NodeHttpError);
    expect(stateOf(set.player)).toEqual(before);
    expect(violations(set.world, [])).toEqual([]);
  });
});

describe('a command that its node carries out and then says it failed', () => {
  it.each(commands.filter(([name]) => name !== 'play'))('%s is undone there too', async (_name, run) => {
    await using set = await playing();
    const before = stateOf(set.player);
    set.world.wire('A').spoil({ outcome: 500, isDone: true });
    await expect(set.after(run(set))).rejects.toBeInstanceOf(NodeHttpError);
    expect(stateOf(set.player)).toEqual(before);
    expect(violations(set.world, [])).toEqual([]);
  });

  it('play starts the track on another node, and it is heard on that one only', async () => {
    await using set = await playing();
    set.world.wire('A').spoil({ outcome: 500, isDone: true });
    await set.after(set.player.play(set.world.newTrack('90000', 'next')));
    expect([set.player.current?.title, set.player.node?.identifier]).toEqual(['next', 'B']);
    expect(set.world.whatNodesHave().map(({ node }) => node)).toEqual(['B']);
    expect(violations(set.world, [])).toEqual([]);
  });
});

/** A player on node A in the middle of a song, with a sound of its own. */
async function playing(): Promise<CalmWorld> {
  const set = await calmWorld();
  const { world, player, after } = set;
  player.queue.put([world.newTrack('60000')]);
  await after(player.play(world.newTrack('60000'), { volume: 80, filters: new Filters().timescale({ speed: 0.5 }) }));
  await world.pass(10_000);
  return set;
}
