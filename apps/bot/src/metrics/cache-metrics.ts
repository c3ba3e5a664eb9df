import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { SmartCacheEvictMessage, SmartCacheLookupMessage, SmartCacheStats } from '@reprise/cache';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { NodePool } from 'reprise';
import { ifConnected } from './if-connected.ts';
import type { MetricsPart } from './metrics-part.ts';

/** The cache of songs, as far as it is measured here. A `SmartCache` is one. */
export interface MeasuredSongs {
  /** Undefined without a store behind its memory. */
  readonly store: object | undefined;
  stats(): Promise<SmartCacheStats>;
}

const HIT = 'reprise:smart-cache:hit';
const MISS = 'reprise:smart-cache:miss';
const EVICT = 'reprise:smart-cache:evict';

const HIT_SECONDS = [0.000_01, 0.000_1, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5];
const LOAD_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32];

/**
 * What the caches hold and do, by tier: `memory` and `store` of the songs, and `query`, the pool's own.
 *
 * Songs are counted by the channels of the cache and not by its statistics: those go on where an earlier run ended, and
 * processes that share a store would count what is in there once for each of them. The channels are those of the process,
 * which has one cache of songs.
 */
export class CacheMetrics implements MetricsPart {
  readonly #songs: MeasuredSongs;
  readonly #pool: NodePool;
  readonly #hits: Counter<'tier'>;
  readonly #misses: Counter<'tier'>;
  readonly #evictions: Counter<'tier' | 'reason'>;
  readonly #hitSeconds: Histogram<'tier'>;
  readonly #loadSeconds: Histogram;
  readonly #entries: Gauge<'tier'>;
  readonly #bytes: Gauge<'tier'>;
  readonly #diskBytes: Gauge;
  readonly #failures: Gauge;
  readonly #before = new Map<string, number>();

  constructor(registry: Registry, pool: NodePool, songs: MeasuredSongs) {
    const registers = [registry];
    this.#songs = songs;
    this.#pool = pool;
    const name = (rest: string): string => `reprise_cache_${rest}`;
    const labelNames = ['tier'] as const;
    this.#hits = new Counter({ name: name('hits_total'), help: 'Look-ups a tier answered.', labelNames, registers });
    this.#misses = new Counter({ name: name('misses_total'), help: 'Look-ups it did not.', labelNames, registers });
    this.#evictions = new Counter({
      name: name('evictions_total'),
      help: 'Entries that had to make room, or were too old.',
      labelNames: ['tier', 'reason'],
      registers,
    });
    this.#hitSeconds = new Histogram({
      name: name('hit_seconds'),
      help: 'Time of look-ups of songs that a tier answered.',
      labelNames,
      buckets: HIT_SECONDS,
      registers,
    });
    this.#loadSeconds = new Histogram({
      name: name('load_seconds'),
      help: 'Time of look-ups of songs that no tier answered.',
      buckets: LOAD_SECONDS,
      registers,
    });
    this.#entries = new Gauge({ name: name('entries'), help: 'Entries in memory.', labelNames, registers });
    this.#bytes = new Gauge({ name: name('bytes'), help: 'Memory they take.', labelNames, registers });
    this.#diskBytes = new Gauge({
      name: name('disk_bytes'),
      help: 'Bytes the store takes.',
      // One store that all processes share.
      aggregator: 'max',
      registers,
    });
    this.#failures = new Gauge({ name: name('failures_entries'), help: 'Failures that are remembered.', registers });
    subscribe(HIT, this.#hit);
    subscribe(MISS, this.#miss);
    subscribe(EVICT, this.#evict);
  }

  async collect(): Promise<void> {
    this.#collectQueries();
    const { entries, bytes, diskBytes, negativeEntries } = await this.#songs.stats();
    this.#entries.set({ tier: 'memory' }, entries);
    this.#bytes.set({ tier: 'memory' }, bytes);
    this.#failures.set(negativeEntries);
    if (diskBytes !== undefined) this.#diskBytes.set(diskBytes);
  }

  close(): void {
    unsubscribe(HIT, this.#hit);
    unsubscribe(MISS, this.#miss);
    unsubscribe(EVICT, this.#evict);
  }

  #collectQueries(): void {
    const stats = ifConnected(() => this.#pool.getCacheStats());
    if (stats === undefined) return;
    const tier = 'query';
    const { tracksByCapacity, tracksByBytes, queriesByCapacity, queriesByBytes } = stats.evictions;
    this.#entries.set({ tier }, stats.l1Queries + stats.negativeQueries);
    this.#bytes.set({ tier }, stats.bytes);
    this.#hits.inc({ tier }, this.#since('hits', stats.l1Hits + stats.negativeHits));
    this.#misses.inc({ tier }, this.#since('misses', stats.l1Misses));
    const room = this.#since('room', tracksByCapacity + tracksByBytes + queriesByCapacity + queriesByBytes);
    this.#evictions.inc({ tier, reason: 'size' }, room);
    this.#evictions.inc({ tier, reason: 'expired' }, this.#since('expired', stats.expirations));
  }

  /** How much a count has grown since it was last looked at. A pool that was connected anew begins at 0. */
  #since(count: string, total: number): number {
    const before = this.#before.get(count) ?? 0;
    this.#before.set(count, total);
    return total >= before ? total - before : total;
  }

  readonly #hit = (message: unknown): void => {
    if (!isLookup(message)) return;
    const tier = message.servedFrom;
    this.#hits.inc({ tier });
    this.#hitSeconds.observe({ tier }, message.durationMs / 1_000);
    if (tier === 'store') this.#misses.inc({ tier: 'memory' });
  };

  readonly #miss = (message: unknown): void => {
    if (!isLookup(message)) return;
    this.#misses.inc({ tier: 'memory' });
    if (this.#songs.store !== undefined) this.#misses.inc({ tier: 'store' });
    this.#loadSeconds.observe(message.durationMs / 1_000);
  };

  readonly #evict = (message: unknown): void => {
    if (isEviction(message)) this.#evictions.inc({ tier: 'memory', reason: message.cause });
  };
}

function isLookup(message: unknown): message is SmartCacheLookupMessage {
  return typeof message === 'object' && message !== null && 'servedFrom' in message && 'durationMs' in message;
}

function isEviction(message: unknown): message is SmartCacheEvictMessage {
  return typeof message === 'object' && message !== null && 'cause' in message;
}
