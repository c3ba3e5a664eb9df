import type { Connector } from './connector.ts';
import { peopleAround } from './count-people.ts';
import { shardOf } from './shard-of.ts';

/** What is used of a client of Oceanic 1.15. */
export interface OceanicClient {
  /** Throws while the client is not logged in. */
  readonly user: { readonly id: string };
  readonly shards: { readonly options: { readonly maxShards: number }; get(id: number): OceanicShard | undefined };
  readonly guilds: { get(id: string): OceanicGuild | undefined };
  readonly rest: {
    readonly guilds: {
      editCurrentUserVoiceState(
        guildId: string,
        options: { readonly channelID: string; readonly suppress: boolean },
      ): Promise<void>;
    };
  };
  on(event: 'packet', listener: (packet: unknown) => void): unknown;
  off(event: 'packet', listener: (packet: unknown) => void): unknown;
}

interface OceanicShard {
  send(op: number, data: unknown): void;
}

interface OceanicGuild {
  readonly members: { get(id: string): { readonly bot: boolean } | undefined };
  readonly voiceStates: { values(): Iterable<{ readonly userID: string; readonly channelID: string | null }> };
}

/** Speaks through a client of Oceanic 1.15. */
export function oceanicConnector(userId: string, client: OceanicClient): Connector {
  return {
    userId,
    get shardCount() {
      return client.shards.options.maxShards;
    },
    advice: 'With Oceanic: is "GUILD_VOICE_STATES" among gateway.intents?',
    send(guildId, { op, d }) {
      shardOf(guildId, client.shards.options.maxShards, client.shards).send(op, d);
    },
    listen(handler) {
      client.on('packet', handler);
      return () => client.off('packet', handler);
    },
    countListeners(guildId, channelId) {
      const guild = client.guilds.get(guildId);
      // A voice state of Oceanic that came with its guild does not know its member.
      const presences = Array.from(guild?.voiceStates.values() ?? [], ({ userID, channelID }) => ({
        userId: userID,
        channelId: channelID,
        isBot: guild?.members.get(userID)?.bot,
      }));
      return peopleAround(presences, channelId, userId);
    },
    becomeSpeaker: (guildId, channelId) =>
      client.rest.guilds.editCurrentUserVoiceState(guildId, { channelID: channelId, suppress: false }),
  };
}
