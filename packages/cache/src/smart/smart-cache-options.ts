import type { Clock } from '@reprise/clock';
import type { Store } from '../store/store.ts';
import type { FailureClass } from './failure-class.ts';
import type { Schema } from './schema.ts';

/** Options of {@link SmartCache}. */
export interface SmartCacheOptions<V> {
  /** Folder of the cache's own store, an LMDB file; needs the package `lmdb`. Not with `store`. */
  readonly cacheDir?: string;
  /** Where entries outlive the process. The cache closes it when it is closed. Not with `cacheDir`. */
  readonly store?: Store;
  /** Whether the store is used at all. @defaultValue true */
  readonly persist?: boolean;
  /** Entries it may hold. @defaultValue 1000 */
  readonly maxSize?: number;
  /** Bytes that keys and encoded values may take in memory. @defaultValue 67108864 (64 MiB) */
  readonly maxBytes?: number;
  /** Bytes of the largest value it keeps; a larger one is handed out but not kept. @defaultValue 1048576 (1 MiB) */
  readonly maxEntryBytes?: number;
  /** How long a value is fresh, in milliseconds. @defaultValue 7200000 (two hours) */
  readonly ttlMs?: number;
  /**
   * By how much of itself a time to live varies, so that what came together does not end together: 0 to 0.5. One that is
   * given with a value only becomes shorter. @defaultValue 0.1
   */
  readonly ttlJitter?: number;
  /** How long after that a value is still given at once, while it is made anew behind. @defaultValue 0 */
  readonly staleMs?: number;
  /** How long after that a value is given when it cannot be made anew. @defaultValue 0 */
  readonly staleIfErrorMs?: number;
  /** How long a caller waits before it is given the old value that `staleIfErrorMs` allows. @defaultValue no limit */
  readonly softDeadlineMs?: number;
  /**
   * How long memory is believed where others share the store; then the store is asked again. That is how long a value may
   * be served that another process has changed, should the store not tell. @defaultValue 60000
   */
  readonly recheckMs?: number;
  /** How long making a value may take before it is told to stop. @defaultValue no limit */
  readonly hardDeadlineMs?: number;
  /** What kind of failure an error is, which says how long it is believed. @defaultValue `'network'` for all: not at all */
  readonly classify?: (error: unknown) => FailureClass;
  /** How long failures are believed, in milliseconds. @defaultValue see {@link FailureClass} */
  readonly negativeTtlMs?: Readonly<Partial<Record<FailureClass, number>>>;
  /**
   * Checks values that come from or go to the store. What it answers is what is kept: it must accept its own answers.
   *
   * @defaultValue none
   */
  readonly schema?: Schema<V>;
  /** Form of the values. Entries of another one are misses: raise it when the form changes. @defaultValue 1 */
  readonly schemaVersion?: number;
  /** After which time a request counts half for {@link SmartCache.popular}. @defaultValue 604800000 (a week) */
  readonly popularityHalfLifeMs?: number;
  /** How often what has expired is removed; 0 is never. @defaultValue 600000 (ten minutes) */
  readonly sweepIntervalMs?: number;
  /** How long a store may take to answer before that is a miss. @defaultValue 250 */
  readonly storeDeadlineMs?: number;
  /**
   * Name under which order, popularity and statistics are kept: another one for each process that shares a store.
   *
   * @defaultValue 'cache'
   */
  readonly name?: string;
  /** Told, once each time it begins, that the store is slow, full, damaged or gone. @defaultValue `process.emitWarning` */
  readonly onWarning?: (warning: Error) => void;
  /** Where time and timers come from. @defaultValue the machine's clock */
  readonly clock?: Clock;
  /** A number from 0 up to, but not including, 1. @defaultValue `Math.random` */
  readonly random?: () => number;
}
