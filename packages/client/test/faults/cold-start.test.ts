import { ManualClock } from '@reprise/devkit';
import { PlayerOrphanedError } from 'reprise';
import { describe, expect, it } from 'vitest';
import { connectOptions, type FaultStage, faultStage } from './support/fault-stage.ts';
import { figure, seconds } from './support/figure.ts';
import { pass, passUntil, settled } from './support/passing.ts';

const READY_WITHIN_MS = 5_000;
const LONGEST_WAIT_MS = 3_000;
/** The clock is moved in steps, and an attempt may come with the next one. */
const STEP_MS = 500;

describe('a bot that starts before its node', () => {
  it('is ready within five seconds after the node is, however long that took', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ nodes: 1, clock, connected: false });
    await set.node('A').die('closed');
    await set.pool.connect(connectOptions(set.nodes, set.discord, { clock, connectTimeoutMs: 20 }));
    await pass(clock, 120_000, 250);
    expect(set.pool.getNode('A').state).not.toBe('ready');
    await set.node('A').revive();
    const readyMs = await passUntil(clock, () => set.pool.getNode('A').state === 'ready', { withinMs: 60_000 });
    figure('F18', `node up after 120 s: ready ${seconds(readyMs)} later`);
    expect(readyMs).toBeLessThanOrEqual(READY_WITHIN_MS);
  });
});

describe('a bot that somebody waits for', () => {
  /** The longest time between two attempts to reach the node while it is away for three minutes. */
  async function longestWait(set: FaultStage, clock: ManualClock): Promise<number> {
    set.node('A').network.clearAttempts();
    await pass(clock, 180_000, 250);
    const times = set.node('A').network.attempts.map(({ at }) => at);
    expect(times.length).toBeGreaterThan(60);
    return Math.max(...times.slice(1).map((at, i) => at - (times[i] ?? 0)));
  }

  it('tries a node that was never ready at least every three seconds', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ nodes: 1, clock, connected: false });
    await set.node('A').die();
    await set.pool.connect(connectOptions(set.nodes, set.discord, { clock, connectTimeoutMs: 20 }));
    const longestMs = await longestWait(set, clock);
    figure('F18', `never ready: at most ${seconds(longestMs)} between two attempts`);
    expect(longestMs).toBeLessThanOrEqual(LONGEST_WAIT_MS + STEP_MS);
  });

  it('tries a lost node at least every three seconds while players are without one', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ nodes: 1, clock });
    const players = await set.playing(3);
    await set.node('A').die();
    await passUntil(clock, () => players.every(({ state }) => state === 'orphaned'), { withinMs: 5_000 });
    const longestMs = await longestWait(set, clock);
    figure('F15', `players without a node: at most ${seconds(longestMs)} between two attempts`);
    expect(longestMs).toBeLessThanOrEqual(LONGEST_WAIT_MS + STEP_MS);
  });
});

describe('a bot whose nodes are all down', () => {
  it('keeps its players and their places, says so at once, and has them play within five seconds after the first node is back', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ clock });
    const players = await set.playing(20);
    await pass(clock, 10_000);
    const places = players.map(({ position }) => position);
    await Promise.all(set.nodes.map((node) => node.die('closed')));
    await passUntil(clock, () => players.every(({ state }) => state === 'orphaned'), { withinMs: 5_000 });
    expect(players.map(({ position }) => position)).toEqual(places);
    expect(players.every(({ current }) => current?.title === 'song')).toBe(true);
    await Promise.all(players.map((player) => expect(player.pause()).rejects.toBeInstanceOf(PlayerOrphanedError)));

    await pass(clock, 300_000, 500);
    expect([set.pool.nodes().size, set.pool.players.size]).toEqual([2, 20]);
    await set.node('B').revive();
    const backMs = await passUntil(clock, () => players.every(({ state }) => state === 'playing'), {
      withinMs: 60_000,
    });
    figure('F15', `both nodes down for 300 s: all 20 players play ${seconds(backMs)} after the first is up`);
    expect(backMs).toBeLessThanOrEqual(READY_WITHIN_MS);
    await settled();
    expect(players.map(({ node }) => node?.identifier)).toEqual(players.map(() => 'B'));
    for (const [i, player] of players.entries()) {
      expect(player.position - (places[i] ?? 0)).toBeLessThanOrEqual(backMs + 500);
      expect(player.position).toBeGreaterThanOrEqual(places[i] ?? 0);
    }
  });

  it('has them back when the nodes were there all the time and only failed every call', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ clock });
    const players = await set.playing(5);
    const mend = set.nodes.map((node) => node.answer({ kind: 'status', status: 500 }, { method: 'PATCH' }));
    await set.node('A').loseSessions();
    await set.node('B').loseSessions();
    await passUntil(clock, () => players.every(({ state }) => state === 'orphaned'), { withinMs: 20_000 });
    await pass(clock, 20_000);
    for (const undo of mend) undo();
    const backMs = await passUntil(clock, () => players.every(({ state }) => state === 'playing'), {
      withinMs: 60_000,
    });
    figure('F15', `both nodes answered 500: all play ${seconds(backMs)} after they stop`);
    expect(backMs).toBeLessThanOrEqual(READY_WITHIN_MS);
  });
});
