import { callable } from '@reprise/options';
import { VoiceClientError } from '../errors/index.ts';
import type { Connector, VoicePayload } from './connector.ts';

/**
 * A bot without a library that the pool knows: hand every packet of the gateway to `Pool.handleRaw`.
 *
 * @example
 * ```ts
 * import { Pool } from 'reprise';
 *
 * declare const shards: Map<number, { send(text: string): void }>;
 *
 * const client = {
 *   userId: '170939974227591168',
 *   sendToShard(guildId: string, payload: object) {
 *     const shardId = Number((BigInt(guildId) >> 22n) % BigInt(shards.size));
 *     shards.get(shardId)?.send(JSON.stringify(payload));
 *   },
 * };
 * await Pool.connect({ client, nodes: [{ identifier: 'main', uri: 'http://127.0.0.1:2333', password: 'secret' }] });
 * ```
 */
export interface RawClient {
  /** The bot's user, in digits. */
  readonly userId: string;
  /** Sends the payload as it is to the shard of the guild. Absent: the pool can search, but no player can join. */
  readonly sendToShard?: (guildId: string, payload: VoicePayload) => void | Promise<void>;
  /**
   * People in the channel in which the bot is, without bots; undefined when unknown.
   *
   * @defaultValue counted from the packets and from `Pool.handleVoiceStates`
   */
  readonly countListeners?: (guildId: string, channelId: string) => number | undefined;
  /**
   * Lifts the bot from the audience of a stage: `PATCH /guilds/{guildId}/voice-states/@me` with
   * `{ channel_id: channelId, suppress: false }`. Absent: the bot stays in the audience, and the player says so.
   */
  readonly becomeSpeaker?: (guildId: string, channelId: string) => Promise<void>;
}

const HOOKS = ['sendToShard', 'countListeners', 'becomeSpeaker'] as const;

/** Speaks through functions of the bot's own. @throws TypeError when one of them is none. */
export function rawConnector(userId: string, client: RawClient, owner: string): Connector {
  for (const hook of HOOKS) if (client[hook] !== undefined) callable(`${owner}: client.${hook}`, client[hook]);
  return {
    userId,
    advice:
      'Does sendToShard send the payload to the shard of the guild, and is every packet of the gateway handed to Pool.handleRaw?',
    send(guildId, payload) {
      if (client.sendToShard !== undefined) return client.sendToShard(guildId, payload);
      throw new VoiceClientError(
        'The client has no way to join a voice channel: hand Pool.connect a client of discord.js, Eris or Oceanic, or { userId, sendToShard }.',
      );
    },
    listen: () => () => undefined,
    countListeners: (guildId, channelId) => client.countListeners?.(guildId, channelId),
    ...(client.becomeSpeaker && {
      becomeSpeaker: async (guildId: string, channelId: string) => client.becomeSpeaker?.(guildId, channelId),
    }),
  };
}
