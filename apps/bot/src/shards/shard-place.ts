import type { ShardPlace } from '../bot/bot-parts.ts';

/** Which shard this process is, as the process that started it says; undefined when it is none. */
export function shardPlace(env: NodeJS.ProcessEnv): ShardPlace | undefined {
  if (env.SHARDING_MANAGER !== 'true') return undefined;
  return { shards: [Number(env.SHARDS)], count: Number(env.SHARD_COUNT) };
}
