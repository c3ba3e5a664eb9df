import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { next, until } from '../support/stage.ts';
import { calls, faultStage } from './support/fault-stage.ts';
import { figure, seconds } from './support/figure.ts';
import { pass, passUntil } from './support/passing.ts';

const LATEST_MS = 15_000;
/** A lost node that does not take the upgrade by then is given up. */
const UPGRADE_MS = 250;

describe('a node that falls silent without closing its connection', () => {
  it('is noticed within 15 s when the network has forgotten the connection, and plays on without a second voice', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ nodes: 1, clock });
    const [player] = await set.playing(1);
    await pass(clock, 7_000);
    set.node('A').network.halfOpen();
    const node = set.pool.getNode('A');
    const noticedMs = await passUntil(clock, () => node.state !== 'ready', { withinMs: 60_000 });
    figure('F2', `forgotten connection: noticed after ${seconds(noticedMs)}`);
    expect(noticedMs).toBeLessThanOrEqual(LATEST_MS);
    // The node has not noticed: it still plays in the session it knows, which is not the new one.
    const isBack = (): boolean => node.state === 'ready' && player?.state === 'playing';
    const backMs = await passUntil(clock, isBack, { withinMs: 5_000, stepMs: 10 });
    await passUntil(clock, () => set.discord.voice.nodesHeardIn(set.guild(0)).length === 1, { withinMs: 1_000 });
    figure('F2', `forgotten connection: plays on ${seconds(backMs)} later, heard once`);
    expect(player?.node).toBe(node);
  });

  it('is noticed within 15 s when it is frozen, and given up 250 ms later', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ clock });
    const [player] = await set.playing(1, { node: 'A' });
    await pass(clock, 3_000);
    const place = player?.position ?? 0;
    await set.node('A').freeze();
    const node = set.pool.getNode('A');
    const noticedMs = await passUntil(clock, () => node.state !== 'ready', { withinMs: 60_000, stepMs: 50 });
    const movedMs = await passUntil(clock, () => player?.node?.identifier === 'B', { withinMs: 5_000, stepMs: 10 });
    figure('F2', `frozen: noticed after ${seconds(noticedMs)}, plays elsewhere ${seconds(movedMs)} later`);
    expect(noticedMs).toBeLessThanOrEqual(LATEST_MS);
    expect(movedMs).toBeLessThanOrEqual(UPGRADE_MS + 50);
    // From the last sign of life on nobody knows what was heard, so it goes on from there.
    expect(Math.abs((player?.position ?? 0) - place)).toBeLessThanOrEqual(10_000);
  });

  it('does not count as silent while anything comes from it, a pong or not', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ nodes: 1, clock });
    await set.playing(1);
    const states: string[] = [];
    set.pool.on('nodeStateChange', ({ state }) => states.push(state));
    await pass(clock, 120_000, 1_000);
    expect(states).toEqual([]);
  });
});

describe('a connection that broke', () => {
  it('gives up its players when the node refuses it, at once', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ clock });
    const [player] = await set.playing(1, { node: 'A' });
    await set.node('A').network.refuse('reset');
    set.node('A').network.cut();
    const movedMs = await passUntil(clock, () => player?.node?.identifier === 'B', { withinMs: 1_000, stepMs: 10 });
    figure('Resume', `refused: plays elsewhere after ${movedMs} ms by the clock`);
    expect(movedMs).toBeLessThanOrEqual(UPGRADE_MS);
  });

  it('gives up its players when the node does not take the upgrade within 250 ms, and not before', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ clock });
    const [player] = await set.playing(1, { node: 'A' });
    const lost = next(set.pool, 'nodeStateChange');
    // It takes the connection and never answers the upgrade.
    await set.node('A').network.blackHole();
    set.node('A').network.cut();
    await lost;
    await pass(clock, UPGRADE_MS - 10, 10);
    expect([player?.node?.identifier, player?.state]).toEqual(['A', 'playing']);
    const movedMs = await passUntil(clock, () => player?.node?.identifier === 'B', { withinMs: 1_000, stepMs: 10 });
    figure('Resume', `no upgrade: given up after ${UPGRADE_MS - 10 + movedMs} ms`);
    expect(movedMs).toBeLessThanOrEqual(30);
  });

  it('is resumed without a call for a player', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ clock });
    await set.playing(20, { node: 'A' });
    set.node('A').clearRequests();
    const back = next(set.pool, 'nodeReady');
    set.node('A').network.cut();
    expect((await back)[1]).toBe(true);
    await until(() => calls(set.node('A'), 'GET').length > 0 || set.node('A').requests.length > 1);
    await pass(clock, 1_000);
    expect([...calls(set.node('A'), 'PATCH'), ...calls(set.node('A'), 'DELETE')]).toEqual([]);
    expect(
      [...set.pool.players.values()].every(({ state, node }) => state === 'playing' && node?.identifier === 'A'),
    ).toBe(true);
  });
});
