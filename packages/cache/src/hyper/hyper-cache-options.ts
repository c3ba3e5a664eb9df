import { knownOptions, wholeNumber } from '@reprise/options';
import { decayFactor, decayThreshold, LfuDecaySettings } from '../policy/lfu-decay-options.ts';
import type { CacheableTrack } from './cacheable.ts';
import { trackFootprint } from './footprint.ts';

/** Options of `HyperCache`. */
export interface HyperCacheOptions {
  /** Queries it may hold (L1). 0 stores none. @defaultValue 100 */
  readonly queryCapacity?: number | undefined;
  /** Tracks it may hold (L2). 0 stores nothing at all. @defaultValue 1000 */
  readonly trackCapacity?: number | undefined;
  /** What a decay multiplies every use count with, 0 to 1. 1 never forgets. @defaultValue 0.5 */
  readonly decayFactor?: number | undefined;
  /** Uses of tracks between two decays; `'auto'` is 4 × `trackCapacity`. @defaultValue 'auto' */
  readonly decayThreshold?: number | 'auto' | undefined;
  /** About how many bytes both tiers may take together, remembered keys included. @defaultValue 67108864 (64 MiB) */
  readonly maxBytes?: number | undefined;
  /** How long a query and a track are good for after they were put, in milliseconds. @defaultValue for ever */
  readonly ttlMs?: number | undefined;
  /** Makes equal spellings of a query or of a URI equal. It must answer the same for the same text. @defaultValue identity */
  readonly normalize?: ((spelling: string) => string) | undefined;
  /** About how many bytes a track takes. @defaultValue an estimate from its fields */
  readonly sizeOf?: ((track: CacheableTrack) => number) | undefined;
  /** Milliseconds since 1970, never going back. @defaultValue `performance.timeOrigin + performance.now()` */
  readonly now?: (() => number) | undefined;
  /** A number from 0 up to, but not including, 1. @defaultValue `Math.random` */
  readonly random?: (() => number) | undefined;
}

/** Every option with its value. */
export interface HyperCacheSettings {
  readonly queryCapacity: number;
  readonly tracks: LfuDecaySettings;
  readonly maxBytes: number;
  readonly ttlMs: number;
  readonly normalize: (spelling: string) => string;
  readonly sizeOf: (track: CacheableTrack) => number;
  readonly now: () => number;
  readonly random: () => number;
}

const KNOWN = [
  'queryCapacity',
  'trackCapacity',
  'decayFactor',
  'decayThreshold',
  'maxBytes',
  'ttlMs',
  'normalize',
  'sizeOf',
  'now',
  'random',
] as const;

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

/** Checks the options and fills in what was not given. @throws TypeError or RangeError naming the option. */
export function settingsOf(options: HyperCacheOptions): HyperCacheSettings {
  knownOptions('HyperCache', options, KNOWN);
  const { ttlMs, maxBytes } = options;
  return {
    queryCapacity: capacityOf('queryCapacity', options.queryCapacity ?? 100),
    tracks: new LfuDecaySettings('HyperCache', {
      capacity: capacityOf('trackCapacity', options.trackCapacity ?? 1_000),
      decayFactor: decayFactor('HyperCache', options.decayFactor),
      decayThreshold: decayThreshold('HyperCache', options.decayThreshold),
    }),
    maxBytes: wholeNumber('HyperCache: maxBytes', maxBytes ?? DEFAULT_MAX_BYTES, { min: 0 }),
    ttlMs: ttlMs === undefined ? Number.POSITIVE_INFINITY : wholeNumber('HyperCache: ttlMs', ttlMs, { min: 1 }),
    normalize: functionOf('normalize', options.normalize ?? ((spelling: string) => spelling)),
    sizeOf: functionOf('sizeOf', options.sizeOf ?? trackFootprint),
    now: functionOf('now', options.now ?? (() => performance.timeOrigin + performance.now())),
    random: functionOf('random', options.random ?? Math.random),
  };
}

/** Checks a capacity. */
export function capacityOf(name: 'queryCapacity' | 'trackCapacity', value: unknown): number {
  return wholeNumber(`HyperCache: ${name}`, value, { min: 0 });
}

function functionOf<F>(name: string, value: F): F {
  if (typeof value !== 'function') {
    throw new TypeError(`HyperCache: ${name} must be a function, but is ${JSON.stringify(value)}.`);
  }
  return value;
}
