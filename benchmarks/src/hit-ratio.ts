import { LfuDecayCache, LruCache } from '@reprise/cache';
import type { Bench, Row } from './bench.ts';
import { optimalHitRatio } from './reference/belady.ts';
import { S3Fifo } from './reference/s3-fifo.ts';
import { firstOf, readTrace, syntheticTrace, type Trace } from './traces.ts';

/** Asks for a key and stores it. Answers whether it was there. */
type Access = (key: number) => boolean;

interface Store {
  get(key: number): true | undefined;
  set(key: number, value: true): unknown;
}

const OURS = 'LfuDecayCache';

/** What is compared, by capacity. */
const POLICIES: readonly (readonly [subject: string, make: (capacity: number) => Access])[] = [
  [OURS, (capacity) => readThrough(new LfuDecayCache<number, true>({ capacity }))],
  ['LRU', (capacity) => readThrough(new LruCache<number, true>({ capacity }))],
  [
    'plain LFU, decay every 1000 hits',
    (capacity) =>
      readThrough(new LfuDecayCache<number, true>({ capacity, window: 0, ghost: 0, decayThreshold: 1_000 })),
  ],
  [
    'S3-FIFO (reference)',
    (capacity) => {
      const cache = new S3Fifo(capacity);
      return (key) => cache.access(key);
    },
  ],
];

/** Traces and the capacities they are replayed with. */
const PLAN: readonly (readonly [trace: string, capacities: readonly number[]])[] = [
  ['nowplaying', [1_000, 5_000, 15_000]],
  ['web12', [1_000, 3_000]],
  ['multi3', [1_200, 2_400]],
  ['sprite', [400, 1_000]],
];

export const hitRatio: Bench = {
  name: 'hit-ratio',
  title: 'Hit ratio on request traces',
  goals: [
    { case: 'nowplaying, 1000 entries', subject: OURS, atLeast: 23.5 },
    { case: 'nowplaying, 5000 entries', subject: OURS, atLeast: 46.8 },
    { case: 'nowplaying, 15000 entries', subject: OURS, atLeast: 67.8 },
    ...[1_000, 5_000, 15_000].map((size) => ({
      case: `nowplaying, ${size} entries`,
      subject: OURS,
      relativeTo: 'LRU',
      atLeast: 1,
    })),
    ...[1_000, 5_000, 20_000].map((size) => ({
      case: `synthetic, ${size} entries`,
      subject: OURS,
      relativeTo: 'LRU',
      atLeast: 1,
    })),
  ],
  run({ quick }) {
    const rows = replay(syntheticTrace(quick ? 100_000 : 400_000), quick ? [1_000, 5_000] : [1_000, 5_000, 20_000]);
    for (const [name, capacities] of PLAN) {
      const trace = readTrace(name);
      if (trace === undefined) continue;
      rows.push(...(quick ? [] : replay(trace, capacities)));
      if (quick && name === 'nowplaying')
        rows.push(...replay(firstOf(trace, 100_000), [1_000], 'beginning of nowplaying'));
    }
    return rows;
  },
};

function replay(trace: Trace, capacities: readonly number[], name = trace.name): Row[] {
  const rows: Row[] = [];
  for (const capacity of capacities) {
    const of = { bench: 'hit-ratio', case: `${name}, ${capacity} entries`, unit: '%' };
    for (const [subject, make] of POLICIES)
      rows.push({ ...of, subject, value: 100 * ratio(trace.keys, make(capacity)) });
    rows.push({ ...of, subject: 'optimal', value: 100 * optimalHitRatio(trace.keys, trace.distinct, capacity) });
  }
  return rows;
}

function ratio(keys: Int32Array, access: Access): number {
  let hits = 0;
  for (const key of keys) if (access(key)) hits += 1;
  return hits / keys.length;
}

function readThrough(cache: Store): Access {
  return (key) => {
    if (cache.get(key) !== undefined) return true;
    cache.set(key, true);
    return false;
  };
}
