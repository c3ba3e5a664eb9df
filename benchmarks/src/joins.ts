import type { Bench, Row } from './bench.ts';
import { ContenderProcess, inSteps } from './contenders/contender-process.ts';
import { CONTENDERS, OURS } from './contenders/index.ts';
import { startNodeProcess } from './nodes/node-process.ts';
import { until } from './until.ts';

const JOINS = 400;
const NODES = 4;
const VOICE_MS = 100;
/** Nodes tell their load when a client comes, and then once a minute. */
const STATS_MS = 60_000;
const LOOK_MS = 100;

const CASE = `${JOINS} joins over ${NODES} nodes`;

export const joins: Bench = {
  name: 'joins',
  title: 'Players joined between two reports of load: the fullest node has how many more than the emptiest',
  goals: [{ case: CASE, subject: OURS, atMost: 4 }],
  async run() {
    const rows: Row[] = [];
    for (const contender of Object.keys(CONTENDERS)) {
      const placed = await join(contender);
      const value = Math.max(...placed) - Math.min(...placed);
      rows.push({ bench: 'joins', case: CASE, subject: contender, value, unit: 'players' });
    }
    return rows;
  },
};

/** Lets a client join, and answers how many players each node has. */
async function join(contender: string): Promise<readonly number[]> {
  const nodes = startNodeProcess();
  try {
    const listening = Array.from({ length: NODES }, () => nodes.call('listen', { port: 0, voiceMs: VOICE_MS }));
    const ports = await Promise.all(listening);
    await using client = await ContenderProcess.start();
    const addresses = ports.map((port, i) => ({ name: `node-${i}`, port }));
    const startedAt = performance.now();
    await client.call('connect', contender, addresses, 1);
    const areReady = await until(STATS_MS, LOOK_MS, async () => (await client.call('readyNodes')) === NODES);
    await client.call('spread');
    const placed = async (): Promise<number[]> =>
      Promise.all(ports.map(async (port) => (await nodes.call('counts', port)).players));
    const joined = async (): Promise<number> => sum(await placed());
    await inSteps({ to: JOINS }, (...guilds) => client.call('join', ...guilds), joined);
    if (!areReady || performance.now() - startedAt > STATS_MS) {
      throw new Error(`${contender} did not join ${JOINS} channels between two reports.`);
    }
    return await placed();
  } finally {
    await nodes.kill();
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
