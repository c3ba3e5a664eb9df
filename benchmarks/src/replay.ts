import { LfuDecayCache } from '@reprise/cache';
import type { NodePool } from 'reprise';
import type { Bench, Row } from './bench.ts';
import { Latencies, timed } from './latency.ts';
import { type Library, poolOn, startLibrary } from './library.ts';
import { firstOf, readTrace, syntheticTrace, type Trace } from './traces.ts';

/** Searches that are under way together: a bot in many guilds. */
const AT_ONCE = 64;
const ANSWER_MS = 5;

const OURS = 'Pool.fetchTracks';
const ALONE = 'LfuDecayCache alone';

export const replay: Bench = {
  name: 'replay',
  title: `Plays as searches through the whole product, ${AT_ONCE} at a time, a node that takes ${ANSWER_MS} ms`,
  goals: ['1,000/1,000', '5,000/5,000'].flatMap((sizes) => [
    { case: `${sizes}: hit ratio`, subject: OURS, relativeTo: ALONE, atLeast: 0.96 },
  ]),
  async run({ quick }) {
    const length = quick ? 10_000 : 100_000;
    const trace = firstOf(readTrace('nowplaying') ?? syntheticTrace(length), length);
    const rows: Row[] = [];
    const sizes = quick ? SIZES.slice(1, 2) : SIZES;
    for (const [queries, tracks] of sizes) rows.push(...(await replayed(trace, queries, tracks)));
    return rows;
  },
};

const SIZES = [
  [100, 1_000],
  [1_000, 1_000],
  [5_000, 5_000],
] as const;

async function replayed(trace: Trace, queryCapacity: number, trackCapacity: number): Promise<Row[]> {
  const library = await startLibrary({ answerMs: ANSWER_MS, tracksPerAnswer: 1 });
  const pool = await poolOn(library, queryCapacity, trackCapacity);
  const times = new Latencies();
  await playAll(pool, trace, times);
  const resident = await residentBytes();
  const requests = await requestsChecked(pool, library, trace);
  await pool.close();
  await library.close();

  const plays = trace.keys.length;
  const sizes = `${queryCapacity.toLocaleString('en')}/${trackCapacity.toLocaleString('en')}`;
  const row = (name: string, subject: string, value: number, unit: string): Row => {
    return { bench: 'replay', case: `${sizes}: ${name}`, subject, value, unit };
  };
  return [
    row('requests saved', OURS, plays - requests, ''),
    row('hit ratio', OURS, (1 - requests / plays) * 100, '%'),
    row('hit ratio', ALONE, hitRatioAlone(trace, trackCapacity) * 100, '%'),
    row('p50', OURS, times.quantile(0.5), 'ms'),
    row('p99', OURS, times.quantile(0.99), 'ms'),
    row('resident memory of the process', OURS, resident / 2 ** 20, 'MiB'),
  ];
}

async function playAll(pool: NodePool, trace: Trace, times: Latencies): Promise<void> {
  let next = 0;
  const listener = async (): Promise<void> => {
    while (next < trace.keys.length) {
      const query = `track ${trace.keys[next++]}`;
      await timed(times, () => pool.fetchTracks(query));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, listener));
}

/** Requests that reached the node; a count that does not come out even is a bug, not a figure. */
async function requestsChecked(pool: NodePool, library: Library, trace: Trace): Promise<number> {
  const { l1Hits, l1Misses, joined } = pool.getCacheStats();
  const requests = await library.loads();
  if (requests === l1Misses - joined && l1Hits + l1Misses === trace.keys.length) return requests;
  throw new Error(`${requests} requests, but ${l1Misses} misses of which ${joined} joined another.`);
}

function hitRatioAlone(trace: Trace, capacity: number): number {
  const cache = new LfuDecayCache<number, true>({ capacity });
  let hits = 0;
  for (const key of trace.keys) {
    if (cache.get(key) === undefined) cache.set(key, true);
    else hits += 1;
  }
  return hits / trace.keys.length;
}

/** Bytes of memory the process holds, the trace and the times included, once what it is done with is given back. */
async function residentBytes(): Promise<number> {
  for (let i = 0; i < 3; i += 1) {
    await new Promise(setImmediate);
    globalThis.gc?.();
  }
  return process.memoryUsage.rss();
}
