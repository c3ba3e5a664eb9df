import { type CacheableTrack, HyperCache, LfuDecayCache, LruCache } from '@reprise/cache';
import type { Bench, Goal, Row } from './bench.ts';
import { zipfTrace } from './random.ts';
import { SeparateTiers } from './reference/separate-tiers.ts';
import { firstOf, readTrace } from './traces.ts';

/** Tracks that one search finds. */
const TRACKS = 20;

/** Answers a search from the cache, or puts the result there. Answers whether it was there. */
type Search = (query: string, result: () => CacheableTrack[]) => boolean;

const OURS = 'HyperCache';
const LRU = 'LRU of whole results';

const SIZES = [
  { queryCapacity: 100, trackCapacity: 1_000 },
  { queryCapacity: 500, trackCapacity: 10_000 },
] as const;

/** What a plain simulation of the documented rules reached, in the order of {@link SIZES}. */
const EXPECTED: readonly (readonly [name: string, ratios: readonly [number, number]])[] = [
  ['Zipf 1.0', [45.0, 69.0]],
  ['Zipf 0.85', [29.4, 54.3]],
  ['Zipf 0.6', [11.2, 30.9]],
  ['nowplaying', [6.0, 15.1]],
];

export const queries: Bench = {
  name: 'queries',
  title: 'Hit ratio of whole searches (20 tracks each)',
  goals: SIZES.flatMap((size, at) => [
    ...EXPECTED.map(
      ([name, ratios]): Goal => ({ case: caseOf(name, size), subject: OURS, atLeast: (ratios[at] ?? 0) - 1 }),
    ),
    { case: caseOf('nowplaying, shared tracks', size), subject: OURS, relativeTo: LRU, atLeast: 1 },
  ]),
  run({ quick }) {
    const rows = [1, 0.85, 0.6].flatMap((exponent) => {
      const keys = zipfTrace(20_000, 5_000, exponent);
      return compare(`Zipf ${exponent === 1 ? '1.0' : exponent}`, keys, distinctTracks, quick);
    });
    const trace = readTrace('nowplaying');
    if (trace !== undefined && !quick) {
      const { keys } = firstOf(trace, 60_000);
      rows.push(...compare('nowplaying', keys, distinctTracks, quick));
      rows.push(...compare('nowplaying, shared tracks', keys, neighbours(keys), quick));
    }
    return rows;
  },
};

type Size = (typeof SIZES)[number];

function caseOf(name: string, { queryCapacity, trackCapacity }: Size): string {
  return `${name}, ${queryCapacity}/${trackCapacity}`;
}

function compare(name: string, keys: Int32Array, tracksOf: (key: number) => CacheableTrack[], quick: boolean): Row[] {
  return (quick ? SIZES.slice(0, 1) : SIZES).flatMap((size) =>
    Array.from(subjects(size), ([subject, search]) => {
      let hits = 0;
      for (const key of keys) if (search(`query ${key}`, () => tracksOf(key))) hits += 1;
      return { bench: 'queries', case: caseOf(name, size), subject, value: (100 * hits) / keys.length, unit: '%' };
    }),
  );
}

function subjects({ queryCapacity, trackCapacity }: Size): Map<string, Search> {
  const ours = new HyperCache({ queryCapacity, trackCapacity });
  const lru = new LruCache<string, CacheableTrack[]>({ capacity: trackCapacity / TRACKS });
  // Evicts what the original's dictionaries evict (there is a test for that), in less time.
  const plain = { capacity: trackCapacity, window: 0, ghost: 0, decayThreshold: 1_000, tieBreak: 'insertion' } as const;
  const separate = new SeparateTiers(queryCapacity, new LfuDecayCache<string, CacheableTrack>(plain));
  return new Map<string, Search>([
    [OURS, (query, result) => ours.getQuery(query) !== undefined || !ours.putQuery(query, result())],
    [
      LRU,
      (query, result) => {
        if (lru.get(query) !== undefined) return true;
        lru.set(query, result());
        return false;
      },
    ],
    [
      "the original's two tiers",
      (query, result) => {
        if (separate.getQuery(query) !== undefined) return true;
        separate.putQuery(query, result());
        return false;
      },
    ],
  ]);
}

function distinctTracks(key: number): CacheableTrack[] {
  return Array.from({ length: TRACKS }, (_, i) => trackOf(`${key}-${i}`));
}

/** A search finds what was played after the first request for it: results overlap as those of related songs do. */
function neighbours(keys: Int32Array): (key: number) => CacheableTrack[] {
  const firstAt = new Map<number, number>();
  keys.forEach((key, at) => {
    if (!firstAt.has(key)) firstAt.set(key, at);
  });
  return (key) => {
    const found = new Set([key]);
    for (let at = firstAt.get(key) ?? 0; at < keys.length && found.size < TRACKS; at += 1) found.add(keys[at] ?? key);
    return Array.from(found, (id) => trackOf(`${id}`));
  };
}

function trackOf(encoded: string): CacheableTrack {
  return { encoded, title: 'A title' };
}
