import { mkdir } from 'node:fs/promises';
import { findFormerPlayers } from '../bot/former-players.ts';
import { startOwnNode } from '../bot/own-node.ts';
import { snapshotName } from '../bot/player-snapshot.ts';
import type { BotRun } from '../bot/run-bot.ts';
import { startHttp } from '../bot/start-http.ts';
import { untilAborted } from '../bot/until-aborted.ts';
import type { OwnNode } from '../own-node/own-node.ts';
import { ClusterHealth } from './cluster-health.ts';
import { ShardFamily } from './shard-family.ts';
import { type ShardPlan, shardPlan } from './shard-plan.ts';

/**
 * Runs the bot as several processes, one a shard, until it is told to end. Its own node, the page and the view of all of it
 * are in this one.
 *
 * @throws `StartError` when somebody has to change something first; what the network, the file system or a port says.
 */
export async function runShards(run: BotRun): Promise<void> {
  const { config, log, signal } = run;
  const plan = await shardPlan(config.discord, signal);
  const { ids, count, atOnce } = plan;
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  await findFormerPlayers(
    config.dataDir,
    ids.map((id) => snapshotName({ shards: [id], count })),
    log,
  );
  const ownNode = await startOwnNode(config, log, signal);
  try {
    log.info('The bot is divided into shards, a process each.', { shards: ids.length, of: count, atOnce });
    await runFamily(run, plan, ownNode);
  } finally {
    await ownNode?.close();
  }
}

async function runFamily(
  { config, log, clock, signal }: BotRun,
  plan: ShardPlan,
  ownNode: OwnNode | undefined,
): Promise<void> {
  const { token = '' } = config.discord;
  const family = new ShardFamily({ token, plan, ownNode, log, clock });
  const health = new ClusterHealth(family.cluster, plan.ids.length, clock);
  family.onChange = () => health.look();
  // A second signal, or an error that reaches nobody, leaves none of them behind.
  const killAll = (): void => family.kill();
  process.once('exit', killAll);
  try {
    const http = await startHttp({ config, log, clock, cluster: family.cluster, health: () => health.now });
    try {
      await Promise.race([family.run(), untilAborted(signal)]);
    } finally {
      log.info('The shards are told to end.');
      await Promise.all([http?.close(), family.end()]);
    }
  } finally {
    health.close();
    process.off('exit', killAll);
  }
}
