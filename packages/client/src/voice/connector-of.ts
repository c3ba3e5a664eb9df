import type { Connector } from './connector.ts';
import { type DiscordJsClient, discordJsConnector } from './discord-js-connector.ts';
import { type ErisClient, erisConnector } from './eris-connector.ts';
import { type OceanicClient, oceanicConnector } from './oceanic-connector.ts';
import { type RawClient, rawConnector } from './raw-connector.ts';

/**
 * The bot: a client of discord.js 14, Eris 0.18 or Oceanic 1.15 that is logged in, or a {@link RawClient}. A client of
 * another library with a `user.id` is enough to search.
 */
export type PoolClient =
  | DiscordJsClient
  | ErisClient
  | OceanicClient
  | RawClient
  | { readonly user: { readonly id: string } | null };

/** The words of errors: what a client is given to. */
const OWNER = 'Pool.connect';

/** Chooses the connector by the client's shape. @throws TypeError when it has no id, or is nothing of what is accepted. */
export function connectorOf(client: PoolClient): Connector {
  const userId = botIdOf(client);
  if ('userId' in client) return rawConnector(userId, client, OWNER);
  if (isDiscordJs(client)) return discordJsConnector(userId, client);
  if (isEris(client)) return erisConnector(userId, client);
  if (isOceanic(client)) return oceanicConnector(userId, client);
  return rawConnector(userId, { userId }, OWNER);
}

function botIdOf(client: PoolClient): string {
  const id = typeof client === 'object' && client !== null ? statedId(client) : undefined;
  // Lavalink takes any text and then closes the socket without a word of why.
  if (typeof id === 'string' && /^[1-9]\d{0,19}$/.test(id)) return id;
  throw new TypeError(
    `${OWNER}: client must be a client of discord.js, Eris or Oceanic that is logged in (client.user.id), or { userId, sendToShard }, the bot's id in digits, but has ${id === undefined ? 'no id' : 'another id'}.`,
  );
}

function statedId(client: PoolClient): string | undefined {
  try {
    return 'userId' in client ? client.userId : client.user?.id;
  } catch {
    // Oceanic throws when it is asked for its user before it is logged in.
    return undefined;
  }
}

function isDiscordJs(client: object): client is DiscordJsClient {
  return 'ws' in client && 'rest' in client && 'guilds' in client;
}

function isEris(client: object): client is ErisClient {
  return 'requestHandler' in client && 'shards' in client && 'guilds' in client;
}

function isOceanic(client: object): client is OceanicClient {
  return 'shards' in client && 'rest' in client && 'guildShardMap' in client;
}
