import { DiscordAPIError, REST, type RESTGetAPIGatewayBotResult, Routes } from 'discord.js';
import { tokenRefused, UnreachableError } from '../bot/bot-errors.ts';
import type { DiscordConfig } from '../config/index.ts';

/** How a bot is divided, and how fast its shards may log in. */
export interface ShardPlan {
  /** Shards of the whole bot, on all machines. */
  readonly count: number;
  /** Those of this machine. */
  readonly ids: readonly number[];
  /** Shards that may log in within five seconds. */
  readonly atOnce: number;
}

/**
 * What the settings and Discord say of the division. It is asked at the API that the bot uses: discord.js would ask the real
 * one whatever it is told.
 *
 * @throws `StartError` when Discord does not know the token, `UnreachableError` when it does not answer.
 */
export async function shardPlan(
  { token = '', apiBase, shards, shardIds }: DiscordConfig,
  signal: AbortSignal,
): Promise<ShardPlan> {
  const rest = new REST({ version: '10', ...(apiBase !== undefined && { api: apiBase }) }).setToken(token);
  const answer = await gatewayOf(rest, signal);
  const count = shards === 'auto' ? answer.shards : shards;
  return {
    count,
    ids: shardIds ?? Array.from({ length: count }, (_, id) => id),
    atOnce: answer.session_start_limit.max_concurrency,
  };
}

async function gatewayOf(rest: REST, signal: AbortSignal): Promise<RESTGetAPIGatewayBotResult> {
  try {
    // The types of discord.js leave open what a path answers; this is what Discord documents for this one.
    return (await rest.get(Routes.gatewayBot(), { signal })) as RESTGetAPIGatewayBotResult;
  } catch (error) {
    if (signal.aborted) throw error;
    throw error instanceof DiscordAPIError && error.status === 401 ? tokenRefused(error) : new UnreachableError(error);
  }
}
