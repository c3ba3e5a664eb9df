import type { Clock } from '@reprise/clock';
import type { Client } from 'discord.js';
import type { NodePool } from 'reprise';
import { OWN_NODE_NAME } from '../config/node-list.ts';
import { type Health, healthOf } from '../http/health.ts';
import type { RequestHistory } from '../library/request-history.ts';
import { LoopLag } from '../metrics/loop-lag.ts';
import type { CachedSongProcessor } from '../songs/cached-song-processor.ts';
import { cleanSongs } from '../songs/clean-songs.ts';
import { popularSongs } from '../songs/popular-songs.ts';
import type { SongUpkeep } from '../songs/song-upkeep.ts';
import { BOT_VERSION } from '../version.ts';
import type { BotReport, NodeReport, ProcessReport, SongsReport, WarmSummary } from './bot-report.ts';
import type { CleanReport, CleanRequest, Cluster, ProcessMetrics } from './cluster.ts';
import { nodeReports, playerReports } from './pool-reports.ts';
import { shardReports } from './shard-reports.ts';

/** What a {@link LocalCluster} tells of. */
export interface LocalClusterParts {
  readonly client: Client;
  readonly pool: NodePool;
  readonly songs: CachedSongProcessor;
  readonly upkeep: SongUpkeep;
  readonly history: Pick<RequestHistory, 'ofGuild' | 'forgetUser'>;
  readonly clock: Clock;
  readonly metrics: () => Promise<ProcessMetrics>;
  /** @defaultValue false */
  readonly isDemo?: boolean;
}

/** How popular songs are looked up ahead. */
export interface LocalWarming {
  /** Songs that are considered. */
  readonly limit: number;
  /** How long it may take, in milliseconds. @defaultValue no limit */
  readonly budgetMs?: number;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

const POPULAR_TOLD = 25;

/** A bot of one process: all it tells and does is of this one. */
export class LocalCluster implements Cluster, Disposable {
  /** Set by who starts and stops the bot. */
  phase: ProcessReport['phase'] = 'starting';
  readonly #parts: LocalClusterParts;
  readonly #lag = new LoopLag();
  readonly #startedAt: number;
  readonly #ending = new AbortController();

  constructor(parts: LocalClusterParts) {
    this.#parts = parts;
    this.#startedAt = parts.clock.now();
  }

  async reports(): Promise<readonly BotReport[]> {
    const { client, pool } = this.#parts;
    return [
      {
        process: this.#process(),
        shards: shardReports(client),
        nodes: this.#nodes(),
        players: playerReports(pool, client),
        songs: await this.#songs(),
      },
    ];
  }

  /** Whether this process can do its work, and what is missing. */
  get health(): Health {
    const { client } = this.#parts;
    return healthOf({ process: this.#process(), shards: shardReports(client), nodes: this.#nodes() });
  }

  async metrics(): Promise<readonly ProcessMetrics[]> {
    return [await this.#parts.metrics()];
  }

  /** Looks popular songs up ahead. One that is under way already is waited for instead. */
  async warm({ limit, budgetMs, signal }: LocalWarming): Promise<WarmSummary> {
    const { signal: ending } = this.#ending;
    const { run } = this.#parts.upkeep.warm({
      choose: () => ({ keys: { top: limit } }),
      ...(budgetMs !== undefined && { budgetMs }),
      signal: signal === undefined ? ending : AbortSignal.any([signal, ending]),
    });
    return (await run.finished).summary;
  }

  /** @throws StoreError when the store does not remove it; memory has then. */
  async clean(request: CleanRequest, { isDryRun }: { readonly isDryRun: boolean }): Promise<CleanReport> {
    const { client, clock, history, pool, songs } = this.#parts;
    const guildIds = () => client.guilds.cache.keys();
    try {
      return await cleanSongs({ songs, pool, history, guildIds, now: () => clock.now() }, request, isDryRun);
    } finally {
      if (!isDryRun) this.#parts.upkeep.noteCleaned();
    }
  }

  async drain(node: string): Promise<number> {
    return this.#parts.pool.drainNode(node);
  }

  /** @throws `KeepingError` when the store does not. */
  forgetUser(userId: string): Promise<void> {
    return this.#parts.history.forgetUser(userId);
  }

  /** Ends a warming that it began, and stops measuring. */
  close(): void {
    this.#ending.abort(new DOMException('The bot is stopping.', 'AbortError'));
    this.#lag.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #nodes(): readonly NodeReport[] {
    return nodeReports(this.#parts.pool, (identifier) => identifier === OWN_NODE_NAME);
  }

  #process(): ProcessReport {
    const { clock, isDemo = false } = this.#parts;
    const { rss, heapUsed } = process.memoryUsage();
    return {
      pid: process.pid,
      version: BOT_VERSION,
      uptimeMs: clock.now() - this.#startedAt,
      rssBytes: rss,
      heapBytes: heapUsed,
      loopLagP99Ms: this.#lag.read().p99Ms,
      phase: this.phase,
      isDemo,
    };
  }

  async #songs(): Promise<SongsReport> {
    const { songs } = this.#parts;
    const { cache } = songs;
    const [stats, processor] = await Promise.all([cache.stats(), songs.stats()]);
    const { maxSize: maxEntries, maxBytes } = cache.bounds;
    return {
      cache: stats,
      processor,
      maxEntries,
      maxBytes,
      popular: popularSongs(songs, POPULAR_TOLD),
      store: cache.store?.name,
      lastWarm: this.#parts.upkeep.lastWarm,
      lastCleanAt: this.#parts.upkeep.lastCleanAt,
    };
  }
}
