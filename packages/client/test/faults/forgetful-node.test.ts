import { ManualClock } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { record, until } from '../support/stage.ts';
import { Ears } from './support/ears.ts';
import { calls, type FaultStage, faultStage } from './support/fault-stage.ts';
import { figure, seconds } from './support/figure.ts';
import { pass, passUntil, settled } from './support/passing.ts';

const VOICE_ANSWER_MS = 100;
const AT_ONCE = 16;
const LATEST_MS = 10_000;
/** What a node says may come a step of the clock later. */
const STEP_MS = 100;

/** Moves the time on until a node has been given so many players. Answers how many were being given to it at a time, at most. */
async function mostUnderWay(set: FaultStage, clock: ManualClock, name: string, players: number): Promise<number> {
  let most = 0;
  for (let given = 0; given < players; ) {
    // None of them is answered before the voice server has answered, which it does when the clock moves.
    for (let look = 0; look < 20; look += 1) {
      await settled(5);
      given = set.discord.voice.connections.filter(({ node, state }) => node === name && state === 'open').length;
      most = Math.max(most, calls(set.node(name), 'PATCH').length - given);
    }
    clock.advance(VOICE_ANSWER_MS);
  }
  return most;
}

describe('a node that has lost its sessions', () => {
  it('has all of 500 players again within ten seconds, in one call each, and starts no track twice', async () => {
    await using set = await faultStage({ nodes: 1 });
    const seen = record(set.pool, 'trackStart', 'trackEnd');
    const players = await set.playing(500);
    await until(() => seen.length === 500);
    const ears = new Ears(
      set.discord,
      players.map(({ guildId }) => guildId),
    );
    set.discord.voice.answerAfterMs = VOICE_ANSWER_MS;
    set.node('A').clearRequests();
    const at = performance.now();
    await set.node('A').loseSessions();
    const heardAt = await ears.until('A', 2 * LATEST_MS);
    await until(() => players.every(({ state }) => state === 'playing'));
    const lastMs = Math.max(...heardAt.values()) - at;
    const updates = calls(set.node('A'), 'PATCH').length;
    figure('F10', `500 players: the last is back after ${seconds(lastMs)}, ${updates} calls`);
    expect(lastMs).toBeLessThan(LATEST_MS);
    expect(updates).toBe(500);
    expect(seen.length).toBe(500);
  }, 40_000);

  it('is given 16 of them at a time', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ nodes: 1, clock });
    const players = await set.playing(50);
    set.discord.voice.answerAfterMs = VOICE_ANSWER_MS;
    set.node('A').clearRequests();
    await set.node('A').loseSessions();
    await passUntil(clock, () => calls(set.node('A'), 'PATCH').length > 0, { withinMs: 2_000, stepMs: 10 });
    const most = await mostUnderWay(set, clock, 'A', 50);
    figure('F10', `50 players: ${most} under way at a time`);
    expect(most).toBe(AT_ONCE);
    await passUntil(clock, () => players.every(({ state }) => state === 'playing'), { withinMs: 1_000 });
  });

  it('is not asked at all for the players of another node', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ clock });
    const [, other] = [await set.playing(3, { node: 'A' }), await set.playing(3, { node: 'B', from: 3 })];
    set.node('A').clearRequests();
    set.node('B').clearRequests();
    await set.node('A').loseSessions();
    // It has 250 ms by the clock to answer, for which it may need longer by the machine's.
    const isOver = (): boolean => set.nodes.some((node) => calls(node, 'PATCH').length >= 3);
    while (!isOver()) {
      await settled(30);
      clock.advance(10);
    }
    await pass(clock, 2_000, 100);
    expect([calls(set.node('A'), 'PATCH').length, calls(set.node('B'), 'PATCH').length]).toEqual([3, 0]);
    expect(other.map(({ node }) => node?.identifier)).toEqual(['B', 'B', 'B']);
  });
});

describe('a node that resumed its session', () => {
  it('is asked once what it plays, and what was changed without its client is put right', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ nodes: 1, clock });
    const players = await set.playing(3);
    const node = set.pool.getNode('A');
    await pass(clock, 1_000);
    // As if somebody else had used the session.
    const changed = set.guild(1);
    await node.updatePlayer(changed, { volume: 5 });
    set.node('A').clearRequests();
    set.node('A').network.cut();
    await passUntil(clock, () => calls(set.node('A'), 'PATCH').length > 0, { withinMs: 2_000, stepMs: 10 });
    await pass(clock, 6_000, STEP_MS);
    expect(calls(set.node('A'), 'GET', /\/players$/)).toHaveLength(1);
    expect(calls(set.node('A'), 'PATCH').map(({ path }) => path.split('/').at(-1))).toEqual([changed]);
    const remotes = new Map((await node.fetchPlayers()).map((remote) => [remote.guildId, remote]));
    for (const player of players) {
      const remote = remotes.get(player.guildId);
      expect([remote?.track?.info.title, remote?.volume, player.state]).toEqual(['song', 100, 'playing']);
      expect(Math.abs((remote?.state.position ?? 0) - player.position)).toBeLessThanOrEqual(STEP_MS);
    }
  });
});

describe('players of a lost node', () => {
  it('are put on another one 16 at a time, and the lost one is not called before', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ clock });
    await set.playing(40, { node: 'A' });
    set.discord.voice.answerAfterMs = VOICE_ANSWER_MS;
    for (const node of set.nodes) node.clearRequests();
    const attempts = set.node('A').network.attempts.length;
    await set.node('A').die();
    await passUntil(clock, () => calls(set.node('B'), 'PATCH').length > 0, { withinMs: 2_000, stepMs: 10 });
    // The one call is that for its WebSocket.
    const calledBefore = set.node('A').network.attempts.length - attempts;
    const most = await mostUnderWay(set, clock, 'B', 40);
    figure('F1', `40 players: ${most} under way at a time, after ${calledBefore - 1} calls to the dead node`);
    expect(most).toBe(AT_ONCE);
    expect(calls(set.node('B'), 'PATCH')).toHaveLength(40);
    expect(calledBefore).toBe(1);
  });
});
