import { callable, knownOptions } from '@reprise/options';
import { Registry } from 'prom-client';
import type { NodePool } from 'reprise';
import type { ShardReport } from '../cluster/bot-report.ts';
import type { ProcessMetrics as MetricsOfProcess } from '../cluster/cluster.ts';
import { CacheMetrics, type MeasuredSongs } from './cache-metrics.ts';
import { CommandMetrics } from './command-metrics.ts';
import type { MetricsPart } from './metrics-part.ts';
import { MoveMetrics } from './move-metrics.ts';
import { NodeMetrics } from './node-metrics.ts';
import { ProcessMetrics } from './process-metrics.ts';
import { RestMetrics } from './rest-metrics.ts';
import { ShardMetrics } from './shard-metrics.ts';

/** What {@link BotMetrics} measures. */
export interface BotMetricsOptions {
  /** Connected or not yet. */
  readonly pool: NodePool;
  /** The one cache of songs of the process. */
  readonly songs: MeasuredSongs;
  /** The gateway as it is now. @defaultValue no shards */
  readonly shards?: () => readonly ShardReport[];
  /** Address of Discord's API, whose answers are timed. @defaultValue `https://discord.com` */
  readonly discordApi?: string;
}

/**
 * Metrics of one process: of its caches, nodes, players, commands, calls and memory.
 *
 * No label tells of a guild, a user, or what somebody asked for, and whatever happens there are fewer than 2,000 series.
 */
export class BotMetrics {
  // Not the one of the package, which everything in the process shares.
  readonly #registry = new Registry();
  readonly #commands: CommandMetrics;
  readonly #parts: readonly MetricsPart[];

  /** @throws TypeError naming the option that is wrong. */
  constructor(options: BotMetricsOptions) {
    knownOptions('BotMetrics', options, ['pool', 'songs', 'shards', 'discordApi']);
    const { pool, songs, shards = () => [], discordApi = 'https://discord.com' } = options;
    callable('BotMetrics: shards', shards);
    const registry = this.#registry;
    const nodes = new NodeMetrics(registry, pool);
    this.#commands = new CommandMetrics(registry);
    this.#parts = [
      nodes,
      new MoveMetrics(registry, pool),
      new CacheMetrics(registry, pool, songs),
      new RestMetrics(registry, pool, discordApi, (node) => nodes.label(node)),
      new ShardMetrics(registry, shards),
      new ProcessMetrics(registry),
    ];
  }

  /**
   * Counts a command that has ended.
   *
   * @param name - As it is typed, without its options, or the button's: `play`, `cache stats`.
   * @param outcome - One of a few words: `done`, `refused`, `failed`.
   * @param seconds - From its arrival to its answer.
   */
  command(name: string, outcome: string, seconds: number): void {
    this.#commands.ended(name, outcome, seconds);
  }

  /** All of them as plain data, for {@link mergedMetrics}, also in another process. */
  async metrics(): Promise<MetricsOfProcess> {
    await Promise.all(this.#parts.map((part) => part.collect()));
    return this.#registry.getMetricsAsJSON();
  }

  /** Stops measuring. */
  close(): void {
    for (const part of this.#parts) part.close();
  }
}
