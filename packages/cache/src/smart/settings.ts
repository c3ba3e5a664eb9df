import type { Clock } from '@reprise/clock';
import { callable, durationMs, finiteNumber, flag, knownOptions, text, wholeNumber } from '@reprise/options';
import { LmdbStore } from '../store/lmdb/lmdb-store.ts';
import type { Store } from '../store/store.ts';
import { backgroundClock, foregroundClock } from './background-clock.ts';
import { FAILURE_CLASSES, type FailureClass } from './failure-class.ts';
import { NEGATIVE_TTL_MS } from './negative-entries.ts';
import type { Schema } from './schema.ts';
import type { SmartCacheOptions } from './smart-cache-options.ts';

const MIB = 1_048_576;

/** Every option with its value. */
export interface Settings<V> {
  readonly store: Store | undefined;
  readonly maxSize: number;
  readonly maxBytes: number;
  readonly maxEntryBytes: number;
  readonly ttlMs: number;
  readonly ttlJitter: number;
  readonly staleMs: number;
  readonly staleIfErrorMs: number;
  readonly softDeadlineMs: number | undefined;
  readonly hardDeadlineMs: number | undefined;
  readonly recheckMs: number;
  readonly classify: (error: unknown) => FailureClass;
  readonly negativeTtlMs: Readonly<Record<FailureClass, number>>;
  readonly schema: Schema<V> | undefined;
  readonly schemaVersion: number;
  readonly popularityHalfLifeMs: number;
  readonly sweepIntervalMs: number;
  readonly storeDeadlineMs: number;
  readonly name: string;
  readonly onWarning: (warning: Error) => void;
  readonly random: () => number;
  /** For what somebody waits for. */
  readonly clock: Clock;
  /** For what nobody waits for: its timers keep no process alive. */
  readonly background: Clock;
}

type Plain = Omit<SmartCacheOptions<unknown>, 'schema'>;

const KNOWN = [
  'cacheDir',
  'store',
  'persist',
  'maxSize',
  'maxBytes',
  'maxEntryBytes',
  'ttlMs',
  'ttlJitter',
  'staleMs',
  'staleIfErrorMs',
  'softDeadlineMs',
  'hardDeadlineMs',
  'recheckMs',
  'classify',
  'negativeTtlMs',
  'schema',
  'schemaVersion',
  'popularityHalfLifeMs',
  'sweepIntervalMs',
  'storeDeadlineMs',
  'name',
  'onWarning',
  'clock',
  'random',
] as const satisfies readonly (keyof SmartCacheOptions<unknown>)[];

/** @throws TypeError or RangeError naming the option that is wrong, its value and what it must be. */
export function settingsOf<V>(options: SmartCacheOptions<V>): Settings<V> {
  knownOptions('SmartCache', options, KNOWN);
  const warn = callable(at('onWarning'), options.onWarning ?? ((warning: Error) => process.emitWarning(warning)));
  const onWarning = notTwice(warn);
  const maxBytes = wholeNumber(at('maxBytes'), options.maxBytes ?? 64 * MIB, { min: 1 });
  return {
    ...limitsOf(options, maxBytes),
    ...timesOf(options),
    store: storeOf(options, onWarning),
    classify: callable(at('classify'), options.classify ?? (() => 'network')),
    negativeTtlMs: negativeTtlOf(options.negativeTtlMs ?? {}),
    schema: options.schema === undefined ? undefined : schemaOf(options.schema),
    schemaVersion: wholeNumber(at('schemaVersion'), options.schemaVersion ?? 1, { min: 0, max: 0xffff_ffff }),
    name: text(at('name'), options.name ?? 'cache'),
    onWarning,
    random: callable(at('random'), options.random ?? Math.random),
    clock: options.clock ?? foregroundClock,
    background: options.clock ?? backgroundClock,
  };
}

/** A time to live for one value. @throws TypeError or RangeError naming it. */
export function ttlOf(ttlMs: unknown): number {
  return wholeNumber(at('ttlMs'), ttlMs, { min: 1 });
}

function limitsOf(options: Plain, maxBytes: number): Pick<Settings<unknown>, 'maxSize' | 'maxBytes' | 'maxEntryBytes'> {
  return {
    maxSize: wholeNumber(at('maxSize'), options.maxSize ?? 1_000, { min: 1 }),
    maxBytes,
    maxEntryBytes: wholeNumber(at('maxEntryBytes'), options.maxEntryBytes ?? MIB, { min: 1 }),
  };
}

type Times =
  | 'ttlMs'
  | 'ttlJitter'
  | 'staleMs'
  | 'staleIfErrorMs'
  | 'softDeadlineMs'
  | 'hardDeadlineMs'
  | 'recheckMs'
  | 'popularityHalfLifeMs'
  | 'sweepIntervalMs'
  | 'storeDeadlineMs';

function timesOf(options: Plain): Pick<Settings<unknown>, Times> {
  const { softDeadlineMs: soft, hardDeadlineMs: hard } = options;
  return {
    ttlMs: ttlOf(options.ttlMs ?? 7_200_000),
    ttlJitter: finiteNumber(at('ttlJitter'), options.ttlJitter ?? 0.1, { min: 0, max: 0.5 }),
    staleMs: wholeNumber(at('staleMs'), options.staleMs ?? 0, { min: 0 }),
    staleIfErrorMs: wholeNumber(at('staleIfErrorMs'), options.staleIfErrorMs ?? 0, { min: 0 }),
    softDeadlineMs: soft === undefined ? undefined : durationMs(at('softDeadlineMs'), soft),
    hardDeadlineMs: hard === undefined ? undefined : durationMs(at('hardDeadlineMs'), hard, { min: 1 }),
    recheckMs: wholeNumber(at('recheckMs'), options.recheckMs ?? 60_000, { min: 0 }),
    popularityHalfLifeMs: wholeNumber(at('popularityHalfLifeMs'), options.popularityHalfLifeMs ?? 604_800_000, {
      min: 1,
    }),
    sweepIntervalMs: durationMs(at('sweepIntervalMs'), options.sweepIntervalMs ?? 600_000),
    storeDeadlineMs: durationMs(at('storeDeadlineMs'), options.storeDeadlineMs ?? 250, { min: 1 }),
  };
}

function storeOf(options: Plain, onWarning: (warning: Error) => void): Store | undefined {
  const { cacheDir, store } = options;
  if (cacheDir !== undefined && store !== undefined) {
    throw new TypeError('SmartCache: cacheDir and store must not both be given: cacheDir makes a store of its own.');
  }
  if (!flag(at('persist'), options.persist ?? true)) return undefined;
  if (cacheDir === undefined) return store;
  const clock = options.clock === undefined ? {} : { clock: options.clock };
  return new LmdbStore({ path: text(at('cacheDir'), cacheDir), onWarning, ...clock });
}

/** A store of the cache's own warns of some things itself: then the cache need not. */
function notTwice(warn: (warning: Error) => void): (warning: Error) => void {
  const told = new WeakSet<Error>();
  return (warning) => {
    if (warning.cause instanceof Error && told.has(warning.cause)) return;
    told.add(warning);
    warn(warning);
  };
}

function negativeTtlOf(given: Readonly<Partial<Record<FailureClass, number>>>): Record<FailureClass, number> {
  knownOptions(at('negativeTtlMs'), given, FAILURE_CLASSES);
  const ttl = (failureClass: FailureClass): number =>
    wholeNumber(at(`negativeTtlMs.${failureClass}`), given[failureClass] ?? NEGATIVE_TTL_MS[failureClass], { min: 0 });
  return {
    'nothing-found': ttl('nothing-found'),
    gone: ttl('gone'),
    'rate-limited': ttl('rate-limited'),
    other: ttl('other'),
    network: ttl('network'),
  };
}

function schemaOf<V>(schema: Schema<V>): Schema<V> {
  callable(`${at('schema')}['~standard'].validate`, schema['~standard']?.validate);
  return schema;
}

function at(option: string): string {
  return `SmartCache: ${option}`;
}
