import type { ShardPlace } from '../bot/bot-parts.ts';

/**
 * Which shard this process is; undefined when it is none.
 *
 * The ShardingManager of discord.js tells its processes by environment variables: `SHARDING_MANAGER=true`, `SHARDS` is the id
 * of the one shard, `SHARD_COUNT` how many there are in all, and `DISCORD_TOKEN` the token. They shadow settings of ours with
 * the same names: the configuration of such a process leaves them out.
 */
export function shardPlace(env: NodeJS.ProcessEnv): ShardPlace | undefined {
  if (env.SHARDING_MANAGER !== 'true') return undefined;
  return { shards: [Number(env.SHARDS)], count: Number(env.SHARD_COUNT) };
}
