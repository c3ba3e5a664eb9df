import { LfuDecayCache, LruCache } from '@reprise/cache';
import { LRUCache } from 'lru-cache';
import { LRUMap } from 'mnemonist';
import type { Bench, Row } from './bench.ts';
import { operationsPerSecond, type Work } from './measure.ts';
import { seededRandom } from './random.ts';

interface Store {
  get(key: string): object | undefined;
  set(key: string, value: object): unknown;
}

const OURS = 'LfuDecayCache';

const SUBJECTS: readonly (readonly [subject: string, make: (capacity: number) => Store])[] = [
  [OURS, (capacity) => new LfuDecayCache<string, object>({ capacity })],
  ['LruCache', (capacity) => new LruCache<string, object>({ capacity })],
  ['lru-cache', (capacity) => new LRUCache<string, object>({ max: capacity })],
  ['mnemonist LRUMap', (capacity) => new LRUMap<string, object>(capacity)],
];

/** Operations between two looks at the clock. */
const BATCH = 1 << 15;

export const throughput: Bench = {
  name: 'throughput',
  title: 'Reading and writing one cache',
  goals: [
    { case: 'get a present key, 10000 entries', subject: OURS, relativeTo: 'lru-cache', atLeast: 0.8, tolerance: 0.4 },
    {
      case: 'put a new key when full, 10000 entries',
      subject: OURS,
      relativeTo: 'lru-cache',
      atLeast: 1,
      tolerance: 0.4,
    },
  ],
  run({ quick }) {
    return (quick ? [10_000] : [1_000, 10_000, 100_000, 1_000_000]).flatMap((capacity) => measure(capacity));
  },
};

function measure(capacity: number): Row[] {
  // Three times as many keys as fit: when one comes round again, every cache has long evicted and forgotten it.
  const keys = Array.from({ length: capacity * 3 }, (_, i) => `track:${(i * 7_919 + 1_000_000).toString(36)}`);
  const random = seededRandom(1);
  const popular = Int32Array.from({ length: BATCH }, () => Math.floor(capacity * random() ** 2));
  const reads = new Map<string, Work>();
  const writes = new Map<string, Work>();
  for (const [subject, make] of SUBJECTS) {
    const cache = make(capacity);
    const value = { id: 1 };
    for (let i = 0; i < capacity; i += 1) cache.set(keys[i] ?? '', value);
    reads.set(subject, () => {
      let found = 0;
      for (const at of popular) if (cache.get(keys[at] ?? '') !== undefined) found += 1;
      if (found !== BATCH) throw new Error(`${subject} lost a key.`);
      return BATCH;
    });
    let next = capacity;
    writes.set(subject, () => {
      for (let i = 0; i < BATCH; i += 1) {
        cache.set(keys[next] ?? '', value);
        next = next + 1 === keys.length ? 0 : next + 1;
      }
      return BATCH;
    });
  }
  return [
    ...rowsOf(`get a present key, ${capacity} entries`, operationsPerSecond(reads)),
    ...rowsOf(`put a new key when full, ${capacity} entries`, operationsPerSecond(writes)),
  ];
}

function rowsOf(name: string, rates: ReadonlyMap<string, number>): Row[] {
  return Array.from(rates, ([subject, rate]) => ({
    bench: 'throughput',
    case: name,
    subject,
    value: rate / 1e6,
    unit: 'M/s',
  }));
}
