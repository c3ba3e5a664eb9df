/** Where a value came from. */
export type SmartServedFrom = 'memory' | 'store' | 'process';

/** Why a value is made: nobody had it, it got old, it is made ahead, or what was there turned out not to work. */
export type ProcessReason = 'miss' | 'refresh' | 'warm' | 'repair';

/** What the function that makes a value is told. */
export interface ProcessContext {
  readonly reason: ProcessReason;
  /** Nobody waits any more, it takes too long, or the cache is closed. */
  readonly signal: AbortSignal;
}

/** Makes the value of a key. */
export type Process<V> = (key: string, context: ProcessContext) => Promise<V> | V;

/** A value and how it was come by. */
export interface Processed<V> {
  /** The very object that is in memory: do not change it. */
  readonly value: V;
  /** It was there: in memory or in the store, by this caller or by one who was first. */
  readonly wasCached: boolean;
  readonly servedFrom: SmartServedFrom;
  /** It is older than its time to live. */
  readonly stale: boolean;
  /** Somebody else was already making it, or looking for it. */
  readonly joined: boolean;
  /** What this call took, in milliseconds. */
  readonly durationMs: number;
  /** What making it took when it was made, less `durationMs`; 0 when it was made just now. */
  readonly savedMs: number;
  /** The pair of value and whether it was cached. */
  toTuple(): readonly [value: V, wasCached: boolean];
}

/** How a value was come by. */
export interface Origin {
  readonly servedFrom: SmartServedFrom;
  readonly stale: boolean;
  readonly joined: boolean;
}

/** The common case. */
export const FROM_MEMORY: Origin = { servedFrom: 'memory', stale: false, joined: false };

/** One answer. */
export class Answer<V> implements Processed<V> {
  readonly value: V;
  readonly wasCached: boolean;
  readonly servedFrom: SmartServedFrom;
  readonly stale: boolean;
  readonly joined: boolean;
  readonly durationMs: number;
  readonly savedMs: number;

  constructor(value: V, origin: Origin, durationMs: number, savedMs: number) {
    this.value = value;
    this.wasCached = origin.servedFrom !== 'process';
    this.servedFrom = origin.servedFrom;
    this.stale = origin.stale;
    this.joined = origin.joined;
    this.durationMs = durationMs;
    this.savedMs = savedMs;
  }

  toTuple(): readonly [value: V, wasCached: boolean] {
    return [this.value, this.wasCached];
  }
}
