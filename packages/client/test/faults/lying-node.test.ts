import { ManualClock, seededRandom } from '@reprise/devkit';
import { describe, expect, it } from 'vitest';
import { until } from '../support/stage.ts';
import { type FaultStage, faultStage } from './support/fault-stage.ts';
import { figure, seconds } from './support/figure.ts';
import { pass } from './support/passing.ts';

const PLAYERS = 90;
const MOST_SHARE = 1 / 3 + 0.1;
/** A million of them take a quarter of a minute: `FAULT_FRAMES=1000000 npx vitest run …`. */
const FRAMES = Number(process.env.FAULT_FRAMES ?? 200_000);
const FRAMES_AT_ONCE = 10_000;
const MOST_GROWTH_BYTES = 20 * 1024 * 1024;
const CPU = { cores: 4, systemLoad: 0.2, lavalinkLoad: 0.2 };

async function shareOf(set: FaultStage, name: string): Promise<number> {
  const players = await set.playing(PLAYERS);
  return players.filter(({ node }) => node?.identifier === name).length / PLAYERS;
}

describe('a node that says nothing of its load', () => {
  it('gets no more than its share of new players, though its peers say that they have some', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ nodes: 3, clock });
    for (const name of ['B', 'C']) set.node(name).lieInStats({ playingPlayers: 40, cpu: CPU });
    set.node('A').omitStats();
    await set.node('A').loseSessions();
    await pass(clock, 70_000, 1_000);
    expect([...set.pool.nodes().values()].map(({ load }) => load.stats === undefined)).toEqual([true, false, false]);
    const share = await shareOf(set, 'A');
    figure('F9', `mute from the start: ${(100 * share).toFixed(0)} % of ${PLAYERS} players on one of three nodes`);
    expect(share).toBeLessThanOrEqual(MOST_SHARE);
    expect(share).toBeGreaterThan(0);
  });

  it('gets no more than its share when what it last said is long ago', async () => {
    const clock = new ManualClock();
    await using set = await faultStage({ nodes: 3, clock });
    set.node('A').lieInStats({ playingPlayers: 0, cpu: CPU });
    for (const name of ['B', 'C']) set.node(name).lieInStats({ playingPlayers: 40, cpu: CPU });
    await pass(clock, 64_000, 1_000);
    set.node('A').omitStats();
    await pass(clock, 140_000, 1_000);
    expect(set.pool.getNode('A').load.penalty).toBeUndefined();
    const share = await shareOf(set, 'A');
    figure('F9', `mute for 140 s: ${(100 * share).toFixed(0)} % of ${PLAYERS} players on one of three nodes`);
    expect(share).toBeLessThanOrEqual(MOST_SHARE);
  });
});

describe('a node that sends what no node should', () => {
  it('over and over costs nothing but the time to read it', async () => {
    await using set = await faultStage({ nodes: 1 });
    const [player] = await set.playing(1);
    const node = set.pool.getNode('A');
    const listeners = (): number => set.pool.eventNames().reduce((sum, name) => sum + set.pool.listenerCount(name), 0);
    const listenersBefore = listeners();
    const random = seededRandom(7);
    let batches = 0;
    set.pool.on('nodeMessage', (_node, message) => {
      if ('isEndOfBatch' in message) batches += 1;
    });
    const end = JSON.stringify({ op: 'event', type: 'SomethingOfAPlugin', guildId: '1', isEndOfBatch: true });
    const rss: number[] = [];
    const at = performance.now();
    for (let sent = 0; sent < FRAMES; sent += FRAMES_AT_ONCE) {
      const batch = batches;
      set.node('A').sendMalformed(FRAMES_AT_ONCE, Math.floor(random() * 1_000_000));
      set.node('A').sendRaw(end);
      await until(() => batches > batch, 20_000);
      rss.push(process.memoryUsage.rss());
    }
    const half = rss.length / 2;
    const growth = median(rss.slice(half + half / 2)) - median(rss.slice(half, half + half / 2));
    const mib = growth / 1024 / 1024;
    figure(
      'F7',
      `${FRAMES} frames in ${seconds(performance.now() - at)}: ${node.droppedMessages} dropped, memory ${mib.toFixed(1)} MiB`,
    );
    expect(Math.abs(growth)).toBeLessThan(MOST_GROWTH_BYTES);
    expect(listeners()).toBe(listenersBefore + 1);
    expect([node.state, player?.state]).toEqual(['ready', 'playing']);
    await player?.setVolume(30);
    expect((await node.fetchPlayer(set.guild(0)))?.volume).toBe(30);
  }, 60_000);
});

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
