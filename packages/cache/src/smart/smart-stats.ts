/** Counts of a {@link SmartCache}, this run and the earlier ones that left something together. */
export interface SmartCounts {
  /** Requests that memory or the store answered. */
  readonly hits: number;
  /** Requests that had to wait for a value to be made. */
  readonly misses: number;
  /** Misses among them for which somebody else was already making it. */
  readonly joined: number;
  /** Hits among them that were given an old value. */
  readonly staleServed: number;
  /** Requests that were told of a failure that is still believed; neither hits nor misses. */
  readonly negativeHits: number;
  /** Values made, whatever for. */
  readonly loads: number;
  /** Values that could not be made. */
  readonly loadFailures: number;
  /** Entries that had to make room. */
  readonly evictions: number;
  /** Entries that were removed because they were too old. */
  readonly expirations: number;
  /** Values that were too large to keep. */
  readonly refused: number;
  /** Entries of the store that could not be taken: of another form, damaged, or not what the schema asks for. */
  readonly invalid: number;
}

/** Median and 95th percentile of the last 1,024 durations, in milliseconds; undefined until there is one. */
export interface LatencyStats {
  readonly p50Ms: number | undefined;
  readonly p95Ms: number | undefined;
}

/** What {@link SmartCache.stats} answers. */
export interface SmartCacheStats extends SmartCounts {
  /** Entries in memory. */
  readonly entries: number;
  /** Failures that are remembered. */
  readonly negativeEntries: number;
  /** Bytes that keys, values and their places take in memory. */
  readonly bytes: number;
  /** Bytes the store takes; undefined without one, or when it cannot say. */
  readonly diskBytes: number | undefined;
  /** Shares of hits among hits and misses, from 0 to 1; undefined when nothing was asked for. */
  readonly hitRate: {
    readonly lastHour: number | undefined;
    readonly lastDay: number | undefined;
    readonly lifetime: number | undefined;
  };
  /** How long requests took, measured. */
  readonly latency: { readonly hit: LatencyStats; readonly miss: LatencyStats };
  /** For each hit what it took to make its value, less what the hit took: measured, in milliseconds. */
  readonly timeSavedMs: number;
}
