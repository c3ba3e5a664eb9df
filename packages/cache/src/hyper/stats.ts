/** What a `HyperCache` holds now and has done since it was made. Taking it changes nothing. */
export interface HyperCacheStats {
  /** Queries with an answer. */
  readonly l1Queries: number;
  /** Tracks. */
  readonly l2Tracks: number;
  /** Queries known to find nothing. */
  readonly negativeQueries: number;
  /** `getQuery` calls that were answered with tracks. With the next two: all calls. */
  readonly l1Hits: number;
  /** `getQuery` calls that were answered with "finds nothing". */
  readonly negativeHits: number;
  /** `getQuery` calls that were not answered. */
  readonly l1Misses: number;
  /** `getTrack` and `getTrackByUri` calls that were answered. */
  readonly l2Hits: number;
  readonly l2Misses: number;
  /** Queries that were there, but one of whose tracks had expired. */
  readonly l1HitL2Miss: number;
  /** What was evicted and why. */
  readonly evictions: EvictionCounts;
  /** Queries, tracks and negative entries that were found to be too old. */
  readonly expirations: number;
  /** Results and tracks that were refused because they are too large. */
  readonly refused: number;
  /** Estimate for both tiers, the negative entries and the remembered keys. Never above `maxBytes`. */
  readonly bytes: number;
  readonly decayPasses: number;
}

/** Evictions by tier and cause. */
export interface EvictionCounts {
  /** The cache held too many tracks. */
  readonly tracksByCapacity: number;
  /** The cache was too large. */
  readonly tracksByBytes: number;
  /** The cache held too many queries. */
  readonly queriesByCapacity: number;
  /** The queries took too many bytes. */
  readonly queriesByBytes: number;
  /** One of the query's tracks was evicted, or expired, or was deleted. */
  readonly queriesByTrack: number;
}

/** Counts that the cache keeps as it works. */
export class Counters {
  l1Hits = 0;
  negativeHits = 0;
  l1Misses = 0;
  l2Hits = 0;
  l2Misses = 0;
  l1HitL2Miss = 0;
  expirations = 0;
  refused = 0;
  readonly evictions: { -readonly [Cause in keyof EvictionCounts]: number } = {
    tracksByCapacity: 0,
    tracksByBytes: 0,
    queriesByCapacity: 0,
    queriesByBytes: 0,
    queriesByTrack: 0,
  };
}
