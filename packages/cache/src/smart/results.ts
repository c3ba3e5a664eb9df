/** Where a value came from. */
export type SmartServedFrom = 'memory' | 'store' | 'process';

/** Why a value is made: nobody had it, it got old, it is made ahead, or what was there turned out not to work. */
export type ProcessReason = 'miss' | 'refresh' | 'warm' | 'repair';

/** What the function that makes a value is told. */
export interface ProcessContext {
  readonly reason: ProcessReason;
  /** Nobody waits any more, or it takes too long. */
  readonly signal: AbortSignal;
}

/** Makes the value of a key. */
export type Process<V> = (key: string, context: ProcessContext) => Promise<V> | V;

/** A value and how it was come by. */
export interface Processed<V> {
  readonly value: V;
  /** It was there: in memory or in the store, by this caller or by one who was first. */
  readonly wasCached: boolean;
  readonly servedFrom: SmartServedFrom;
  /** It is older than its time to live. */
  readonly stale: boolean;
  /** Somebody else was already making it. */
  readonly joined: boolean;
  /** What this call took, in milliseconds. */
  readonly durationMs: number;
  /** What making it took when it was made, less `durationMs`; 0 when it was made for this call. */
  readonly savedMs: number;
  /** The pair of value and whether it was cached. */
  toTuple(): readonly [value: V, wasCached: boolean];
}
