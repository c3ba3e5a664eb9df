import { VoiceClientError } from '../errors/index.ts';

/**
 * The shard of a guild, by Discord's own formula: libraries forget the shard of a guild while it is unavailable.
 *
 * @throws VoiceClientError when this process does not run that shard, or runs none yet.
 * @see https://discord.com/developers/docs/events/gateway#sharding
 */
export function shardOf<T>(
  guildId: string,
  shardCount: number | 'auto' | undefined,
  shards: { get(id: number): T | undefined },
): T {
  if (typeof shardCount !== 'number' || shardCount < 1)
    throw new VoiceClientError(`Guild ${guildId} has no shard yet: log the client in before a player joins.`);
  const id = shardIdOf(guildId, shardCount);
  const shard = shards.get(id);
  if (shard !== undefined) return shard;
  throw new VoiceClientError(
    `Guild ${guildId} is on shard ${id} of ${shardCount}, which this process does not run: join from the process that does.`,
  );
}

/**
 * The shard that a guild is on, from 0, by Discord's formula.
 *
 * @param shardCount - Shards that the bot is divided into.
 * @throws SyntaxError when the guild's id is no number.
 * @see https://discord.com/developers/docs/events/gateway#sharding
 * @example
 * ```ts
 * import { shardIdOf } from 'reprise';
 *
 * console.log(shardIdOf('817327181659111454', 3));
 * ```
 */
export function shardIdOf(guildId: string, shardCount: number): number {
  return Number((BigInt(guildId) >> 22n) % BigInt(shardCount));
}
