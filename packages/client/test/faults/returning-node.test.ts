import { ManualClock } from '@reprise/devkit';
import type { NodePool, Player } from 'reprise';
import { describe, expect, it } from 'vitest';
import { next, record, until } from '../support/stage.ts';
import { Ears } from './support/ears.ts';
import { calls, type FaultStage, faultStage } from './support/fault-stage.ts';
import { figure, seconds } from './support/figure.ts';
import { pass, passUntil, settled } from './support/passing.ts';

const LONGEST_DOUBLE_MS = 1_000;
const SETTLED_MS = 60_000;
const COUNTED_MS = 600_000;
const MOST_MOVES = 3;
const SONG_MS = 20_000;

/** Times at which each player came from one node to another. */
function movesOf(pool: NodePool, clock: ManualClock): ReadonlyMap<Player, number[]> {
  const moves = new Map<Player, number[]>();
  pool.on('playerNodeChange', (player, from) => {
    if (from !== undefined) moves.set(player, [...(moves.get(player) ?? []), clock.now()]);
  });
  return moves;
}

/** Players on node A that play one short song after the other. */
async function jukebox(set: FaultStage, count: number): Promise<readonly Player[]> {
  // The machine's own load would decide else.
  for (const node of set.nodes) node.lieInStats({ cpu: { cores: 4, systemLoad: 0.1, lavalinkLoad: 0.1 } });
  const [song] = await set.pool.fetchTracks(`test:${SONG_MS}:short`).then((found) => [...found]);
  if (song === undefined) throw new Error('The test source has no such song.');
  const players = await set.playing(count, { node: 'A' });
  await Promise.all(
    players.map(async (player, i) => {
      player.queue.mode = 'track';
      // Scattered, as songs are.
      await player.play(song, { startMs: Math.floor((i * SONG_MS) / count) });
    }),
  );
  return players;
}

function on(name: string, players: readonly Player[]): number {
  return players.filter(({ node }) => node?.identifier === name).length;
}

/** The most moves of one player in any ten minutes. */
function mostMoves(moves: ReadonlyMap<Player, readonly number[]>): number {
  const within = (times: readonly number[]): number[] =>
    times.map((from) => times.filter((at) => at >= from && at - from < COUNTED_MS).length);
  return Math.max(0, ...Array.from(moves.values(), (times) => Math.max(...within(times))));
}

describe('a node that comes back with its session after its players have moved', () => {
  it('is told to delete each of them before all else, so that no guild hears two nodes for more than a second', async () => {
    await using set = await faultStage();
    const players = await set.playing(50, { node: 'A' });
    const ears = new Ears(
      set.discord,
      players.map(({ guildId }) => guildId),
    );
    await set.node('A').network.refuse('reset');
    set.node('A').network.cut();
    await ears.until('B', 5_000);
    set.node('A').clearRequests();
    const back = next(set.pool, 'nodeReady');
    await set.node('A').network.pass();
    const [, resumed] = await back;
    const doubles = await ears.untilSingle(3_000);
    figure('Two nodes', `50 players, heard together for ${Math.max(...doubles).toFixed(0)} ms once both were reached`);
    expect(resumed).toBe(true);
    expect(Math.max(...doubles)).toBeLessThan(LONGEST_DOUBLE_MS);
    const deleted = calls(set.node('A'), 'DELETE').map(({ path }) => path.split('/').at(-1));
    expect(new Set(deleted)).toEqual(new Set(players.map(({ guildId }) => guildId)));
    const asked = set.node('A').requests.filter(({ path }) => !path.endsWith('/websocket'));
    expect(asked[0]?.method).toBe('DELETE');
    expect([on('B', players), calls(set.node('A'), 'PATCH')]).toEqual([50, []]);
  });

  it('gets them deleted too when it fails the first time it is asked', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ clock });
    await set.playing(5, { node: 'A' });
    await set.node('A').network.refuse('reset');
    set.node('A').network.cut();
    await passUntil(clock, () => [...set.pool.players.values()].every(({ node }) => node?.identifier === 'B'), {
      withinMs: 2_000,
    });
    set.node('A').answer({ kind: 'status', status: 500 }, { method: 'DELETE', times: 8 });
    await set.node('A').network.pass();
    await passUntil(clock, () => set.pool.getNode('A').state === 'ready', { withinMs: 20_000 });
    const heard = (): string[] =>
      Array.from({ length: 5 }, (_, i) => set.discord.voice.nodesHeardIn(set.guild(i)).join());
    const doubleMs = await passUntil(clock, () => heard().join() === 'B,B,B,B,B', { withinMs: 5_000, stepMs: 50 });
    figure('Two nodes', `that fails the first deletions: heard together for ${doubleMs} ms`);
    expect(doubleMs).toBeLessThanOrEqual(LONGEST_DOUBLE_MS);
  });
});

describe('a node that is slow to delete a player', () => {
  it('does not delete it any more once it is there again by right', async () => {
    await using set = await faultStage();
    const [player] = await set.playing(1, { node: 'A' });
    await set.node('A').network.refuse('reset');
    set.node('A').network.cut();
    await until(() => player?.node?.identifier === 'B');
    set.node('A').answer({ kind: 'status', status: 503, retryAfterS: 1 }, { method: 'DELETE', times: 1 });
    const back = next(set.pool, 'nodeReady');
    await set.node('A').network.pass();
    await back;
    await until(() => calls(set.node('A'), 'DELETE').length > 1);
    const ends = record(set.pool, 'trackEnd');
    await set.node('B').die();
    await until(() => player?.node?.identifier === 'A');
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect([player?.state, ends, set.discord.voice.nodesHeardIn(set.guild(0))]).toEqual(['playing', [], ['A']]);
  });
});

describe('a node that comes back', () => {
  it('gets its share back between songs, from a minute on, and evenly', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ clock });
    const players = await jukebox(set, 20);
    const moves = movesOf(set.pool, clock);
    await set.node('A').die('closed');
    await passUntil(clock, () => on('B', players) === 20, { withinMs: 2_000 });
    await set.node('A').revive();
    await passUntil(clock, () => set.pool.getNode('A').state === 'ready', { withinMs: 20_000 });
    await pass(clock, 50_000, 1_000);
    expect(on('A', players)).toBe(0);
    const ends = new Set<string>();
    set.pool.on('trackEnd', (_player, _track, reason) => ends.add(reason));
    const backMs = await passUntil(clock, () => on('A', players) >= 8, { withinMs: 120_000, stepMs: 500 });
    await pass(clock, 240_000, 1_000);
    figure(
      'Share',
      `20 players: 8 are back ${seconds(50_000 + backMs)} after their node, then ${on('A', players)} stay`,
    );
    expect(on('A', players)).toBeGreaterThanOrEqual(8);
    expect(on('A', players)).toBeLessThanOrEqual(12);
    for (const times of moves.values()) {
      expect(times.length).toBeLessThanOrEqual(2);
      expect((times[1] ?? Number.POSITIVE_INFINITY) - (times[0] ?? 0)).toBeGreaterThanOrEqual(SETTLED_MS);
    }
    expect([...ends]).toEqual(['finished']);
    expect(players.every(({ state }) => state === 'playing')).toBe(true);
  });

  it('gets none back from a player that a user has put elsewhere', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ clock });
    const players = await jukebox(set, 8);
    await Promise.all(players.map((player) => player.switchNode('B')));
    await pass(clock, 180_000, 1_000);
    expect(on('B', players)).toBe(8);
  });
});

describe('a node that goes and comes', () => {
  it.each([
    { name: 'every three seconds', upMs: 3_000, downMs: 3_000, forMs: 600_000 },
    { name: 'now and then', upMs: 100_000, downMs: 10_000, forMs: 1_200_000 },
  ])(
    '$name moves no player more than three times in ten minutes',
    async ({ name, upMs, downMs, forMs }) => {
      const clock = new ManualClock();
      await using set = await faultStage({ clock });
      const players = await jukebox(set, 6);
      const moves = movesOf(set.pool, clock);
      for (let ms = 0; ms < forMs; ms += upMs + downMs) {
        await set.node('A').die('closed');
        await pass(clock, downMs, 1_000);
        await set.node('A').revive();
        await pass(clock, upMs, 1_000);
      }
      await settled(50);
      figure('F17', `up and down ${name}: at most ${mostMoves(moves)} moves of a player in 10 min`);
      expect(mostMoves(moves)).toBeLessThanOrEqual(MOST_MOVES);
      expect(players.map(({ state }) => state)).toEqual(players.map(() => 'playing'));
    },
    40_000,
  );
});
