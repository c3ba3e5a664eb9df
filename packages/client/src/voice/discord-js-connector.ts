import type { Connector } from './connector.ts';
import { peopleAround } from './count-people.ts';
import { shardOf } from './shard-of.ts';

/** What is used of a client of discord.js 14. */
export interface DiscordJsClient {
  readonly user: { readonly id: string } | null;
  readonly options: { readonly shardCount?: number };
  readonly ws: { readonly shards: { get(id: number): DiscordJsShard | undefined } };
  readonly rest: { patch(route: `/${string}`, options: { readonly body: unknown }): Promise<unknown> };
  readonly guilds: { readonly cache: { get(id: string): DiscordJsGuild | undefined } };
  on(event: 'raw', listener: (packet: unknown) => void): unknown;
  off(event: 'raw', listener: (packet: unknown) => void): unknown;
}

interface DiscordJsShard {
  readonly status: number;
  send(payload: unknown): void;
}

interface DiscordJsGuild {
  readonly voiceStates: { readonly cache: { values(): Iterable<DiscordJsVoiceState> } };
}

interface DiscordJsVoiceState {
  readonly id: string;
  readonly channelId: string | null;
  readonly member: { readonly user: { readonly bot: boolean } } | null;
}

/** `Status` of discord.js: Ready, Nearly, WaitingForGuilds. */
const CONNECTED: readonly number[] = [0, 4, 6];

/** Speaks through a client of discord.js 14. */
export function discordJsConnector(userId: string, client: DiscordJsClient): Connector {
  return {
    userId,
    get shardCount() {
      return client.options.shardCount;
    },
    advice: 'With discord.js: is GatewayIntentBits.GuildVoiceStates among the intents?',
    send(guildId, payload) {
      const shard = shardOf(guildId, client.options.shardCount, client.ws.shards);
      // On a shard without a connection discord.js rejects a promise that nobody can catch, which ends the process.
      if (CONNECTED.includes(shard.status)) shard.send(payload);
    },
    listen(handler) {
      client.on('raw', handler);
      return () => client.off('raw', handler);
    },
    countListeners(guildId, channelId) {
      const states = client.guilds.cache.get(guildId)?.voiceStates.cache.values() ?? [];
      return peopleAround(Array.from(states, presenceOf), channelId, userId);
    },
    async becomeSpeaker(guildId, channelId) {
      await client.rest.patch(`/guilds/${guildId}/voice-states/@me`, {
        body: { channel_id: channelId, suppress: false },
      });
    },
  };
}

function presenceOf({ id, channelId, member }: DiscordJsVoiceState) {
  return { userId: id, channelId, isBot: member?.user.bot };
}
