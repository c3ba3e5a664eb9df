import { ManualClock } from '@reprise/devkit';
import { NodePool } from 'reprise';
import { describe, expect, it } from 'vitest';
import { connectOptions, faultStage } from './support/fault-stage.ts';
import { figure } from './support/figure.ts';
import { pass, passUntil, settled } from './support/passing.ts';

const CLIENTS = 50;
const AWAY_MS = 20_000;
const WINDOW_MS = 100;
const MOST_AT_ONCE = 15;

describe('fifty bots whose node is away for 20 s', () => {
  it('do not call it together', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ nodes: 1, clock, connected: false });
    const pools = Array.from({ length: CLIENTS }, () => new NodePool());
    await Promise.all(pools.map((pool) => pool.connect(connectOptions(set.nodes, set.discord, { clock }))));
    const readyCount = (): number => pools.filter((pool) => pool.getNode('A').state === 'ready').length;
    expect(readyCount()).toBe(CLIENTS);
    await settled(200);
    const lostAt = clock.now();
    await set.node('A').die();
    // The call to resume comes at once from all of them: what counts is what comes after it.
    for (let waits = 0; readyCount() > 0 && waits < 100; waits += 1) await settled(50);
    await settled(300);
    await pass(clock, AWAY_MS, WINDOW_MS / 2);
    await set.node('A').revive();
    const backMs = await passUntil(clock, () => readyCount() === CLIENTS, { withinMs: 30_000, stepMs: WINDOW_MS / 2 });
    const later = set.node('A').network.attempts.filter(({ at }) => at > lostAt);
    const most = Math.max(
      ...later.map(({ at }) => later.filter((other) => other.at >= at && other.at < at + WINDOW_MS).length),
    );
    figure(
      'F16',
      `${CLIENTS} bots: at most ${most} attempts in ${WINDOW_MS} ms, the last is back ${backMs / 1_000} s after the node`,
    );
    expect(most).toBeLessThanOrEqual(MOST_AT_ONCE);
    expect(backMs).toBeLessThanOrEqual(16_000);
    await Promise.all(pools.map((pool) => pool.close()));
  }, 40_000);
});
