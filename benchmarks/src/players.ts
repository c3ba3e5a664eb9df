import { setTimeout as after } from 'node:timers/promises';
import type { Bench, Goal, Row } from './bench.ts';
import { ContenderProcess, type Guilds, inSteps } from './contenders/contender-process.ts';
import { CONTENDERS, OURS } from './contenders/index.ts';
import { type NodeCounts, startNodeProcess } from './nodes/node-process.ts';
import { until } from './until.ts';

const TRACKS_EACH = 10;
/** Players that are not counted: with them comes the code that all of them share. */
const FIRST = 100;
const SETUP_MS = 60_000;
const LOOK_MS = 100;
/** Longer than the nodes' 5 s between player updates, and all that setting up left behind. */
const SETTLE_MS = 7_000;

const CPU = 'CPU of the client';
const LAG = 'loop lag p99';
const PLAYER_HEAP = 'heap per idle player';
const TRACK_HEAP = 'heap per queued track';

export const players: Bench = {
  name: 'players',
  title: 'Players that are told their position every 5 s',
  goals: [
    { case: caseOf(10_000, CPU), subject: OURS, atMost: 8, dependsOnMachine: true },
    { case: caseOf(10_000, LAG), subject: OURS, atMost: 10, dependsOnMachine: true },
    ...[1_000, 10_000].flatMap((count): Goal[] => [
      { case: caseOf(count, PLAYER_HEAP), subject: OURS, atMost: 4 },
      { case: caseOf(count, TRACK_HEAP), subject: OURS, atMost: 0.8 },
    ]),
  ],
  async run({ quick }) {
    const rows: Row[] = [];
    for (const contender of Object.keys(CONTENDERS)) {
      rows.push(...(await measure(contender, quick ? 1_000 : 10_000, quick ? 5_000 : 20_000)));
    }
    return rows;
  },
};

async function measure(contender: string, count: number, overMs: number): Promise<readonly Row[]> {
  const row = (what: string, value: number, unit: string): Row => {
    return { bench: 'players', case: caseOf(count, what), subject: contender, value, unit };
  };
  const node = startNodeProcess();
  try {
    const port = await node.call('listen', { port: 0, voiceMs: 0 });
    await using client = await ContenderProcess.start();
    await client.call('connect', contender, [{ name: 'node-0', port }], 1);
    const isReady = async (): Promise<boolean> => (await client.call('readyNodes')) === 1;
    if (!(await until(SETUP_MS, LOOK_MS, isReady))) throw new Error(`${contender} did not connect.`);
    const counts = (): Promise<NodeCounts> => node.call('counts', port);

    const joined = async (): Promise<number> => (await counts()).players;
    const join = (guilds: Guilds): Promise<void> =>
      inSteps(guilds, (...range) => client.call('join', ...range), joined);
    await join({ to: FIRST });
    const bare = await client.call('heap');
    await join({ from: FIRST, to: count });
    const withPlayers = await client.call('heap');
    const playing = async (): Promise<number> => (await counts()).playing;
    await inSteps({ to: count }, (...range) => client.call('play', ...range), playing);
    await after(SETTLE_MS);

    const cpu = await client.call('cpu', overMs);
    const lag = await client.call('lag', overMs);
    const hasQueues = await client.call('enqueue', 0, FIRST);
    const withoutQueues = await client.call('heap');
    if (hasQueues) await client.call('enqueue', FIRST, count);
    const queued = await client.call('heap');
    return [
      row(CPU, cpu, '%'),
      row(LAG, lag, 'ms'),
      row(PLAYER_HEAP, (withPlayers - bare) / (count - FIRST) / 1_000, 'kB'),
      ...(hasQueues ? [row(TRACK_HEAP, (queued - withoutQueues) / (count - FIRST) / TRACKS_EACH / 1_000, 'kB')] : []),
    ];
  } finally {
    await node.kill();
  }
}

function caseOf(count: number, what: string): string {
  return `${count.toLocaleString('en')} players: ${what}`;
}
