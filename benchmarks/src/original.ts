import { type CacheableTrack, HyperCache, LfuDecayCache } from '@reprise/cache';
import type { Bench, Goal, Row } from './bench.ts';
import { operationsPerSecond, type Work } from './measure.ts';
import { seededRandom } from './random.ts';
import { DictionaryLfu } from './reference/dictionary-lfu.ts';
import { SeparateTiers } from './reference/separate-tiers.ts';

const OURS = 'Reprise';
const PORT = 'dictionary scan';
const PYTHON = 'original (CPython 3.12, other machine)';

const TRACKS = 20;
/** A threshold that is not reached. */
const NEVER = 1_000_000_000;
const CAPACITIES = [1_000, 10_000, 100_000] as const;

/** Operations a second of the unmodified original, on 2 vCPU of an AMD EPYC, by {@link CAPACITIES}. */
const PUBLISHED: Readonly<Record<string, readonly [number, number, number]>> = {
  'W1 put a new track when full': [16_300, 1_570, 126],
  'W2 get a track, no decay': [5_270_000, 4_490_000, 1_570_000],
  'W3 get a track, decay every 1000 hits': [3_260_000, 678_000, 65_000],
  'W4 get a query of 20 tracks': [155_000, 26_400, 2_500],
  'W5 put a query of 20 new tracks when full': [805, 55, 4.6],
};

/** How many times as fast as the dictionary scan, at 1,000 and at 100,000. */
const AT_LEAST: readonly (readonly [workload: string, small: number, large: number])[] = [
  ['W1 put a new track when full', 20, 1_000],
  ['W4 get a query of 20 tracks', 2, 20],
  ['W5 put a query of 20 new tracks when full', 20, 1_000],
];

export const original: Bench = {
  name: 'original',
  title: "The original's workloads",
  goals: AT_LEAST.flatMap(([workload, small, large]): Goal[] => [
    { case: caseOf(workload, 1_000), subject: OURS, relativeTo: PORT, atLeast: small, tolerance: 0.7 },
    { case: caseOf(workload, 100_000), subject: OURS, relativeTo: PORT, atLeast: large, tolerance: 0.7 },
  ]),
  run({ quick }) {
    return (quick ? CAPACITIES.slice(0, 1) : CAPACITIES).flatMap((capacity, at) =>
      workloads(capacity).flatMap(([workload, works]) => rowsOf(workload, capacity, at, works())),
    );
  },
};

interface Store {
  get(key: string): object | undefined;
  set(key: string, value: object): unknown;
}

interface QueryStore {
  getQuery(query: string): unknown;
  putQuery(query: string, tracks: readonly CacheableTrack[]): unknown;
}

function caseOf(workload: string, capacity: number): string {
  return `${workload}, ${capacity} tracks`;
}

function rowsOf(workload: string, capacity: number, at: number, works: ReadonlyMap<string, Work>): Row[] {
  const of = { bench: 'original', case: caseOf(workload, capacity), unit: '/s' };
  const rates = operationsPerSecond(works, 5);
  const rows: Row[] = Array.from(rates, ([subject, value]) => ({ ...of, subject, value }));
  const published = PUBLISHED[workload]?.[at];
  return published === undefined ? rows : [...rows, { ...of, subject: PYTHON, value: published }];
}

/** Each is set up when its turn comes: what another one stores must not keep the garbage collector busy. */
function workloads(capacity: number): [workload: string, works: () => ReadonlyMap<string, Work>][] {
  const lfu = (decayThreshold: number) => (): Map<string, Store> =>
    new Map<string, Store>([
      [OURS, new LfuDecayCache<string, object>({ capacity, decayThreshold })],
      [PORT, new DictionaryLfu<string, object>(capacity, decayThreshold)],
    ]);
  const tiers = (): Map<string, QueryStore> => {
    const queryCapacity = capacity / TRACKS;
    return new Map<string, QueryStore>([
      [OURS, new HyperCache({ queryCapacity, trackCapacity: capacity, decayThreshold: 1_000 })],
      [PORT, new SeparateTiers(queryCapacity, new DictionaryLfu<string, CacheableTrack>(capacity))],
    ]);
  };
  // So many that the slowest takes a few milliseconds.
  const puts = Math.max(5, 300_000 / capacity);
  return [
    ['W1 put a new track when full', () => worksOf(lfu(1_000)(), (store) => putTracks(store, capacity, puts))],
    ['W2 get a track, no decay', () => worksOf(lfu(NEVER)(), (store) => getTracks(store, capacity))],
    ['W3 get a track, decay every 1000 hits', () => worksOf(lfu(1_000)(), (store) => getTracks(store, capacity))],
    ['W4 get a query of 20 tracks', () => worksOf(tiers(), (store) => getQueries(store, capacity))],
    [
      'W5 put a query of 20 new tracks when full',
      () => worksOf(tiers(), (store) => putQueries(store, capacity, Math.max(1, puts / TRACKS))),
    ],
  ];
}

function worksOf<S>(stores: ReadonlyMap<string, S>, workOf: (store: S) => Work): Map<string, Work> {
  return new Map(Array.from(stores, ([subject, store]) => [subject, workOf(store)]));
}

/** Things that come by one after the other, and from the start again. */
function ring<E>(length: number, make: (at: number) => E): () => E {
  const elements = Array.from({ length }, (_, at) => make(at));
  let at = 0;
  return () => {
    const element = elements[at];
    at = at + 1 === length ? 0 : at + 1;
    if (element === undefined) throw new RangeError('A ring has at least one element.');
    return element;
  };
}

function putTracks(store: Store, capacity: number, count: number): Work {
  const value = [1, 2];
  // When a key comes round again, it was evicted and forgotten long ago.
  const nextKey = ring(capacity * 3, (i) => `track ${i}`);
  for (let i = 0; i < capacity; i += 1) store.set(nextKey(), value);
  return () => {
    for (let i = 0; i < count; i += 1) store.set(nextKey(), value);
    return count;
  };
}

function getTracks(store: Store, capacity: number): Work {
  const keys = Array.from({ length: capacity }, (_, i) => `track ${i}`);
  for (const key of keys) store.set(key, [1, 2]);
  const random = seededRandom(42);
  // As many as in the original's measurement: with fewer, those of a large cache would stay in the processor's.
  const nextKey = ring(200_000, () => keys[Math.floor(random() * capacity)] ?? '');
  return () => {
    for (let i = 0; i < 2_000; i += 1) store.get(nextKey());
    return 2_000;
  };
}

function resultOf(query: string): CacheableTrack[] {
  return Array.from({ length: TRACKS }, (_, i) => ({ encoded: `${query}-${i}`, title: 'A title' }));
}

function fill(store: QueryStore, capacity: number): string[] {
  const names = Array.from({ length: capacity / TRACKS }, (_, i) => `query ${i}`);
  for (const name of names) store.putQuery(name, resultOf(name));
  return names;
}

function getQueries(store: QueryStore, capacity: number): Work {
  const names = fill(store, capacity);
  const random = seededRandom(7);
  const nextName = ring(20_000, () => names[Math.floor(random() * names.length)] ?? '');
  return () => {
    for (let i = 0; i < 200; i += 1) store.getQuery(nextName());
    return 200;
  };
}

function putQueries(store: QueryStore, capacity: number, count: number): Work {
  const next = ring((capacity / TRACKS) * 3, (i) => [`query ${i}`, resultOf(`query ${i}`)] as const);
  for (let i = 0; i < capacity / TRACKS; i += 1) store.putQuery(...next());
  return () => {
    for (let i = 0; i < count; i += 1) store.putQuery(...next());
    return count;
  };
}
