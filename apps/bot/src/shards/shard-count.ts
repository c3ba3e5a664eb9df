import { REST, type RESTGetAPIGatewayBotResult, Routes } from 'discord.js';
import type { DiscordConfig } from '../config/index.ts';

/** How a bot is divided, and how fast its shards may log in. */
export interface ShardPlan {
  readonly count: number;
  /** Shards that may log in within five seconds. */
  readonly atOnce: number;
}

/** What Discord says of the division, at the API the bot uses: the one of discord.js asks the real one whatever it is told. */
export async function shardPlan({ token = '', apiBase, shards }: DiscordConfig): Promise<ShardPlan> {
  const rest = new REST({ version: '10', ...(apiBase !== undefined && { api: apiBase }) }).setToken(token);
  const answer = (await rest.get(Routes.gatewayBot())) as RESTGetAPIGatewayBotResult;
  return {
    count: shards === 'auto' ? answer.shards : shards,
    atOnce: answer.session_start_limit.max_concurrency,
  };
}
