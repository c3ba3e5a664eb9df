import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { NodePool } from 'reprise';
import { describe, expect, it } from 'vitest';
import { until } from '../support/stage.ts';
import { faultStage } from './support/fault-stage.ts';
import { figure } from './support/figure.ts';
import { LoopTurns } from './support/loop-turns.ts';

const EVENTS = 50_000;
const LONGEST_MS = 1_000;
const LONGEST_LAG_MS = 20;
const SOURCES = new URL('../../../node/test/support/sources-loader.mjs', import.meta.url);
const SLOW_LISTENER_MS = 1;

/** A pool that is connected to a node in another thread, which sends so many events at once when it is told. */
async function flooded() {
  const worker = new Worker(new URL('./support/flood-worker.ts', import.meta.url), {
    execArgv: ['--import', SOURCES.href],
  });
  const [uri]: string[] = await once(worker, 'message');
  const pool = new NodePool();
  await pool.connect({
    client: { userId: '170939974227591168', sendToShard: () => undefined },
    nodes: [{ identifier: 'A', uri: uri ?? '', password: 'secret' }],
    logger: null,
  });
  return {
    pool,
    flood: async (count: number) => {
      worker.postMessage({ count });
      await once(worker, 'message');
    },
    [Symbol.asyncDispose]: async () => {
      await pool.close();
      await worker.terminate();
    },
  };
}

describe('a node that sends 50,000 events at once, as after a long absence', () => {
  it('is read within a second, with time for all else in between, and no event is lost', { retry: 2 }, async () => {
    await using set = await flooded();
    const numbers: number[] = [];
    set.pool.on('nodeMessage', (_node, message) => {
      if (message.op === 'event' && 'number' in message) numbers.push(Number(message.number));
    });
    await set.flood(EVENTS);
    const turns = new LoopTurns();
    const at = performance.now();
    await until(() => numbers.length >= EVENTS, 10_000);
    const tookMs = performance.now() - at;
    turns.end();
    const { longestMs } = turns;
    figure(
      'F8',
      `${EVENTS} events: ${tookMs.toFixed(0)} ms, longest turn of the event loop ${longestMs.toFixed(1)} ms`,
    );
    expect(numbers).toEqual(Array.from({ length: EVENTS }, (_, i) => i));
    expect(tookMs).toBeLessThan(LONGEST_MS);
    expect(longestMs).toBeLessThan(LONGEST_LAG_MS);
  });
});

describe('a node that tells more of a player than its bot can take', () => {
  it('has only the last told of the updates that wait together', async () => {
    await using set = await faultStage({ nodes: 1, node: { playerUpdateIntervalMs: 60_000 } });
    const [player] = await set.playing(1);
    let told = 0;
    let last = 0;
    set.pool.on('playerUpdate', (_player, { position }) => {
      told += 1;
      last = Math.max(last, position);
      for (const at = performance.now(); performance.now() - at < SLOW_LISTENER_MS; );
    });
    await until(() => (player?.position ?? 0) > 0);
    const time = Date.now() + 60_000;
    set.node('A').burst(EVENTS, (i) => ({
      op: 'playerUpdate',
      guildId: player?.guildId,
      state: { time: time + i, position: i, connected: true, ping: 20 },
    }));
    await until(() => last === EVENTS - 1, 10_000);
    figure('F8', `${EVENTS} updates of one player for a slow bot: ${told} told`);
    expect(told).toBeLessThan(EVENTS / 10);
  });
});
