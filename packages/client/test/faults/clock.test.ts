import { ManualClock, systemClock } from '@reprise/devkit';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { record, until } from '../support/stage.ts';
import { calls, faultStage } from './support/fault-stage.ts';
import { figure } from './support/figure.ts';
import { pass, settled } from './support/passing.ts';

const HOUR_MS = 3_600_000;
const MOST_OFF_MS = 50;
const UPDATES_MS = 1_000;

afterEach(() => {
  vi.useRealTimers();
});

describe('the wall clock', () => {
  it.each([HOUR_MS, -HOUR_MS])(
    'of the bot may jump by %i ms: no timer fires for it, and every place is right',
    async (jumpMs) => {
      await using set = await faultStage({ nodes: 1, node: { playerUpdateIntervalMs: UPDATES_MS } });
      const [player] = await set.playing(1);
      await until(() => (player?.position ?? 0) > 200);
      const seen = record(set.pool, 'nodeStateChange', 'trackEnd', 'playerError', 'playerRecovery', 'inactivePlayer');
      set.node('A').clearRequests();
      const place = player?.position ?? 0;
      const at = performance.now();
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + jumpMs });
      let offMs = 0;
      while (performance.now() - at < 2.5 * UPDATES_MS) {
        offMs = Math.max(offMs, Math.abs((player?.position ?? 0) - place - (performance.now() - at)));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      figure(
        'F14',
        `the bot's clock jumps by ${jumpMs / HOUR_MS} h: place off by ${offMs.toFixed(0)} ms, ${seen.length} things happen`,
      );
      expect(offMs).toBeLessThanOrEqual(MOST_OFF_MS);
      expect(seen).toEqual([]);
      expect([...calls(set.node('A'), 'PATCH'), ...calls(set.node('A'), 'GET')]).toEqual([]);
    },
  );

  it.each([HOUR_MS, -HOUR_MS])('of a node may jump by %i ms: what it says is taken all the same', async (jumpMs) => {
    await using set = await faultStage({ nodes: 1, node: { playerUpdateIntervalMs: 60_000 } });
    const [player] = await set.playing(1);
    const node = set.pool.getNode('A');
    await until(() => (player?.position ?? 0) > 100);
    const seen = record(set.pool, 'nodeStateChange', 'trackEnd', 'playerError', 'playerRecovery');
    const told: number[] = [];
    set.pool.on('playerUpdate', (_player, { position }) => told.push(position));
    const place = 100_000;
    set.node('A').sendRaw(
      JSON.stringify({
        op: 'playerUpdate',
        guildId: set.guild(0),
        state: { time: systemClock.now() + jumpMs, position: place, connected: true, ping: 20 },
      }),
    );
    await until(() => told.length > 0);
    const offMs = Math.abs((player?.position ?? 0) - place);
    figure('F14', `the node's clock jumps by ${jumpMs / HOUR_MS} h: place off by ${offMs.toFixed(0)} ms`);
    expect(offMs).toBeLessThanOrEqual(MOST_OFF_MS);
    expect([seen, node.state, told]).toEqual([[], 'ready', [place]]);
  });

  it('of the bot may stand for a minute, as a laptop does: nothing is sent twice when it goes on', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ clock });
    const players = await set.playing(5, { node: 'A' });
    await pass(clock, 5_000, 500);
    for (const node of set.nodes) node.clearRequests();
    // All that was due in that time comes at once.
    clock.advance(60_000);
    await settled(50);
    await pass(clock, 20_000, 500);
    const asked = set.nodes.reduce((sum, node) => sum + calls(node, 'PATCH').length, 0);
    figure('F14', `asleep for a minute: ${asked} calls for ${players.length} players`);
    expect(asked).toBeLessThanOrEqual(2 * players.length);
    expect(players.map(({ state }) => state)).toEqual(players.map(() => 'playing'));
    for (const player of players) {
      const remote = await player.node?.fetchPlayer(player.guildId);
      expect(Math.abs((remote?.state.position ?? 0) - player.position)).toBeLessThanOrEqual(MOST_OFF_MS);
    }
  });
});
