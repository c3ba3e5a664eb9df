import { fileURLToPath } from 'node:url';
import { type Shard, ShardingManager } from 'discord.js';
import { startOwnNode } from '../bot/own-node.ts';
import type { BotRun } from '../bot/run-bot.ts';
import { startHttp } from '../bot/start-http.ts';
import { untilAborted } from '../bot/until-aborted.ts';
import { withinMs } from '../bot/within-ms.ts';
import type { BotConfig } from '../config/index.ts';
import type { Log } from '../log/log.ts';
import type { OwnNode } from '../own-node/own-node.ts';
import { ClusterHealth } from './cluster-health.ts';
import { clusterAnswers, RemoteCluster } from './cluster-messages.ts';
import { JointCluster } from './joint-cluster.ts';
import { ProcessChannel } from './process-channel.ts';
import { shardPlan } from './shard-count.ts';

/** Time in which Discord counts logins, in milliseconds. */
const LOGIN_WINDOW_MS = 5_500;
/** How long a shard may take until it is ready, in milliseconds. */
const READY_MS = 120_000;
/** How long shards may take to end, in milliseconds. */
const END_MS = 4_000;

/**
 * Runs the bot as several processes, one a shard, until it is told to end. Its own node, the page and the view of all of it
 * are in this one.
 */
export async function runShards(run: BotRun): Promise<void> {
  const { config, log, clock, signal } = run;
  const plan = await shardPlan(config.discord);
  const ownNode = await startOwnNode(config, log, signal);
  const family = new ShardFamily(config, log, ownNode, plan.count);
  const health = new ClusterHealth(family.cluster, plan.count, clock);
  try {
    const http = await startHttp({ config, log, clock, cluster: family.cluster, health: () => health.now });
    try {
      log.info('The shards are started.', { shards: plan.count });
      await Promise.race([family.spawn(LOGIN_WINDOW_MS / plan.atOnce), untilAborted(signal)]);
      await untilAborted(signal);
    } finally {
      await http?.close();
    }
  } finally {
    health.close();
    await family.end();
    await ownNode?.close();
  }
}

/** The processes of the shards. */
class ShardFamily {
  readonly cluster: JointCluster;
  readonly #manager: ShardingManager;
  readonly #log: Log;
  readonly #members = new Map<number, RemoteCluster>();

  constructor({ discord }: BotConfig, log: Log, ownNode: OwnNode | undefined, count: number) {
    this.#log = log;
    this.cluster = new JointCluster(() => [...this.#members.values()], log);
    const { token = '' } = discord;
    this.#manager = new ShardingManager(
      fileURLToPath(
        import.meta.url.endsWith('.ts')
          ? new URL('../main.ts', import.meta.url)
          : new URL('./main.js', import.meta.url),
      ),
      {
        token,
        totalShards: count,
        respawn: true,
      },
    );
    this.#manager.on('shardCreate', (shard) => this.#welcome(shard, ownNode));
  }

  /** Starts one after the other, as fast as Discord lets them log in. */
  async spawn(delay: number): Promise<void> {
    await this.#manager.spawn({ delay, timeout: READY_MS });
  }

  /** Ends them all, at once and in good order; those that do not are killed. */
  async end(): Promise<void> {
    this.#manager.respawn = false;
    const processes = [...this.#manager.shards.values()].flatMap(({ process: child }) =>
      child === null ? [] : [child],
    );
    const ended = Promise.all(
      processes.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const { promise, resolve } = Promise.withResolvers<void>();
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
        await promise;
      }),
    );
    await withinMs(END_MS, ended);
    for (const child of processes) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  }

  #welcome(shard: Shard, ownNode: OwnNode | undefined): void {
    const { id } = shard;
    shard.on('spawn', () => {
      const channel = new ProcessChannel(
        {
          send: (message) =>
            void shard
              .send(message)
              .catch((error: unknown) => this.#log.debug('A shard cannot be told anything.', { shard: id, error })),
          onMessage(listener) {
            shard.on('message', listener);
            return () => shard.off('message', listener);
          },
        },
        {
          ...clusterAnswers(this.cluster),
          'own-node': async () => (ownNode === undefined ? null : { url: ownNode.url, password: ownNode.password }),
        },
      );
      this.#members.set(id, new RemoteCluster(channel));
      shard.once('death', () => {
        channel.close();
        this.#members.delete(id);
        this.#log.warn('The process of a shard has ended.', { shard: id });
      });
    });
  }
}
