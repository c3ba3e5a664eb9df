import type { SmartCacheOptions } from '@reprise/cache';
import { callable, durationMs, knownOptions } from '@reprise/options';
import type { NodePool } from 'reprise';
import type { CachedSong, SongRecord } from './cached-song.ts';

/** What songs are found by: the process-wide `Pool`, or another one. */
export type SongPool = Pick<NodePool, 'describeQuery' | 'load'>;

/** Options of {@link CachedSongProcessor}. */
export interface CachedSongProcessorOptions {
  readonly pool: SongPool;
  /** How long a track is played as it was found, in milliseconds. @defaultValue 7200000 (two hours) */
  readonly playableTtlMs?: number;
  /**
   * How long title, author and length are known, in milliseconds. So long an old track is better than none when it cannot be
   * found anew. @defaultValue 604800000 (a week)
   */
  readonly metadataTtlMs?: number;
  /** Store, sizes and clock of the cache that songs are kept in. */
  readonly cache?: SongCacheOptions;
  /** Told of each song that somebody asked for and got, as often as it is. Must not throw. */
  readonly onSong?: (song: CachedSong) => void;
}

/** What a user may say of the cache; the rest follows from what it is for. */
export type SongCacheOptions = Pick<
  SmartCacheOptions<SongRecord>,
  | 'cacheDir'
  | 'store'
  | 'persist'
  | 'maxSize'
  | 'maxBytes'
  | 'name'
  | 'sweepIntervalMs'
  | 'popularityHalfLifeMs'
  | 'hardDeadlineMs'
  | 'softDeadlineMs'
  | 'onWarning'
  | 'clock'
  | 'random'
>;

/** Every option with its value. */
export interface ProcessorSettings {
  readonly pool: SongPool;
  readonly playableTtlMs: number;
  readonly metadataTtlMs: number;
  readonly cache: SongCacheOptions;
  readonly onSong: ((song: CachedSong) => void) | undefined;
}

const TWO_HOURS_MS = 7_200_000;
const WEEK_MS = 604_800_000;

/** @throws TypeError or RangeError naming the option that is wrong, its value and what it must be. */
export function processorSettings(options: CachedSongProcessorOptions): ProcessorSettings {
  const owner = 'CachedSongProcessor';
  knownOptions(owner, options, ['pool', 'playableTtlMs', 'metadataTtlMs', 'cache', 'onSong']);
  const { pool, cache = {} } = options;
  const onSong = options.onSong && callable(`${owner}: onSong`, options.onSong);
  const playableTtlMs = durationMs(`${owner}: playableTtlMs`, options.playableTtlMs ?? TWO_HOURS_MS, { min: 1_000 });
  const metadataTtlMs = durationMs(`${owner}: metadataTtlMs`, options.metadataTtlMs ?? WEEK_MS, { min: playableTtlMs });
  return { pool, playableTtlMs, metadataTtlMs, cache, onSong };
}
