import { HitRates, rateOf } from './hit-rates.ts';
import { Latencies } from './latencies.ts';
import { Popularity } from './popularity.ts';
import type { Settings } from './settings.ts';
import type { LatencyStats, SmartCacheStats, SmartCounts } from './smart-stats.ts';

/** Names of what is counted. */
export const COUNTS: readonly (keyof SmartCounts)[] = [
  'hits',
  'misses',
  'joined',
  'staleServed',
  'negativeHits',
  'loads',
  'loadFailures',
  'evictions',
  'expirations',
  'refused',
  'invalid',
];

/** Keys whose popularity is remembered, for each entry there may be. */
const KEYS_PER_ENTRY = 4;

type Counts = { -readonly [K in keyof SmartCounts]: number };

/** Everything that is counted and measured. */
export class Tally {
  readonly counts: Counts = {
    hits: 0,
    misses: 0,
    joined: 0,
    staleServed: 0,
    negativeHits: 0,
    loads: 0,
    loadFailures: 0,
    evictions: 0,
    expirations: 0,
    refused: 0,
    invalid: 0,
  };
  readonly popularity: Popularity;
  readonly hitRates: HitRates = new HitRates();
  timeSavedMs = 0;
  readonly #hitLatencies = new Latencies();
  readonly #missLatencies = new Latencies();

  constructor(settings: Pick<Settings<unknown>, 'popularityHalfLifeMs' | 'maxSize'>, now: number) {
    this.popularity = new Popularity(settings.popularityHalfLifeMs, settings.maxSize * KEYS_PER_ENTRY, now);
  }

  hit(now: number, durationMs: number, savedMs: number): void {
    this.counts.hits += 1;
    this.timeSavedMs += savedMs;
    this.hitRates.hit(now);
    this.#hitLatencies.add(durationMs);
  }

  /** `durationMs` is what it took to make the value, if anybody did. */
  miss(now: number, durationMs: number | undefined, joined: boolean): void {
    this.counts.misses += 1;
    if (joined) this.counts.joined += 1;
    this.hitRates.miss(now);
    if (durationMs !== undefined) this.#missLatencies.add(durationMs);
  }

  /** What {@link SmartCacheStats} says beside what is there. */
  stats(now: number): Omit<SmartCacheStats, 'entries' | 'negativeEntries' | 'bytes' | 'diskBytes'> {
    return {
      ...this.counts,
      hitRate: {
        lastHour: this.hitRates.lastHour(now),
        lastDay: this.hitRates.lastDay(now),
        lifetime: rateOf(this.counts.hits, this.counts.misses),
      },
      latency: { hit: statsOf(this.#hitLatencies), miss: statsOf(this.#missLatencies) },
      timeSavedMs: this.timeSavedMs,
    };
  }
}

function statsOf(latencies: Latencies): LatencyStats {
  return { p50Ms: latencies.percentile(0.5), p95Ms: latencies.percentile(0.95) };
}
