import { ManualClock } from '@reprise/devkit';
import { LoadTimeoutError } from 'reprise';
import { describe, expect, it } from 'vitest';
import { until } from '../support/stage.ts';
import { calls, faultStage } from './support/fault-stage.ts';
import { figure, seconds } from './support/figure.ts';
import { passUntil } from './support/passing.ts';

const DEADLINE_MS = 8_000;
/** A timer fires late on a busy machine. */
const TIMER_LATE_MS = 1_000;
const LOADS = /\/loadtracks$/;
const SEARCH = { path: '/v4/loadtracks' };
const MOST_EXTRA = 0.05;
const SEARCHES = 200;
const LATE_MS = 500;

describe('a node that takes its time over a search', () => {
  it('keeps nobody longer than eight seconds, and nothing waits after that', async () => {
    await using set = await faultStage();
    for (const node of set.nodes) node.answer({ kind: 'never' }, SEARCH);
    const at = performance.now();
    const searches = Array.from({ length: 50 }, (_, i) => set.pool.fetchTracks(`test:1000:${i}`));
    const failures = await Promise.allSettled(searches);
    const tookMs = performance.now() - at;
    figure('F3', `both nodes mute: 50 searches are told so after ${seconds(tookMs)}`);
    expect(tookMs).toBeLessThan(DEADLINE_MS + TIMER_LATE_MS);
    for (const failure of failures) {
      expect(failure).toMatchObject({ status: 'rejected', reason: expect.any(LoadTimeoutError) });
    }
    for (const node of set.nodes) await node.heal();
    const again = performance.now();
    await set.pool.fetchTracks('test:1000:after');
    expect(performance.now() - again).toBeLessThan(1_000);
  }, 20_000);

  it('is outrun by another one once it is later than usual, for one call more in twenty at most', async () => {
    await using set = await faultStage({ pool: { cacheConfig: null } });
    const search = async (name: string): Promise<number> => {
      const at = performance.now();
      await set.pool.fetchTracks(`test:1000:${name}`, { node: 'A' });
      return performance.now() - at;
    };
    const late: number[] = [];
    for (let i = 0; i < SEARCHES; i += 1) {
      const isLate = i % 50 === 49;
      if (isLate) set.node('A').answer({ kind: 'slow', ms: LATE_MS }, { ...SEARCH, times: 1 });
      const tookMs = await search(String(i));
      if (isLate) late.push(tookMs);
    }
    const asked = set.nodes.reduce((sum, node) => sum + calls(node, 'GET', LOADS).length, 0);
    const told = late.map((ms) => `${ms.toFixed(0)} ms`).join(', ');
    figure('F3', `answers ${LATE_MS} ms late take ${told}; ${asked} calls for ${SEARCHES} searches`);
    expect(asked).toBeLessThanOrEqual(SEARCHES * (1 + MOST_EXTRA));
    expect(Math.min(...late)).toBeLessThan(LATE_MS);
  });

  it('is left alone after five answers that took more than two seconds, and players go elsewhere', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ clock });
    const slow = set.node('A').answer({ kind: 'slow', ms: 2_500 }, { path: '/version' });
    const node = set.pool.getNode('A');
    const asked = Promise.all(Array.from({ length: 5 }, () => node.fetchVersion()));
    await until(() => calls(set.node('A'), 'GET', /version/).length === 5);
    const tookMs = await passUntil(clock, () => node.state === 'degraded', { withinMs: 10_000 });
    await asked;
    figure('F3', `five answers after ${seconds(tookMs)}: ${node.state}`);
    expect(node.state).toBe('degraded');
    const players = await set.playing(4);
    expect(players.map((player) => player.node?.identifier)).toEqual(['B', 'B', 'B', 'B']);
    slow();
    const restMs = await passUntil(clock, () => node.state === 'ready', { withinMs: 60_000 });
    expect(restMs).toBeGreaterThan(29_000);
  });
});
