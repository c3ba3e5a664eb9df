import type { Connector } from './connector.ts';
import { peopleAround } from './count-people.ts';
import { shardOf } from './shard-of.ts';

/** What is used of a client of Eris 0.18. */
export interface ErisClient {
  readonly user: { readonly id: string };
  readonly options: { readonly maxShards?: number | 'auto' };
  readonly shards: { get(id: number): ErisShard | undefined };
  readonly guilds: { get(id: string): ErisGuild | undefined };
  /** Eris alone has one: it is told from the others by it. */
  readonly requestHandler: object;
  on(event: 'rawWS', listener: (packet: unknown) => void): unknown;
  off(event: 'rawWS', listener: (packet: unknown) => void): unknown;
  editGuildVoiceState(
    guildId: string,
    options: { readonly channelID: string; readonly suppress: boolean },
  ): Promise<void>;
}

interface ErisShard {
  sendWS(op: number, data: Record<string, unknown>): void;
}

interface ErisGuild {
  readonly members: { get(id: string): { readonly bot: boolean } | undefined };
  readonly voiceStates: { values(): Iterable<{ readonly id: string; readonly channelID: string | null }> };
}

/** Speaks through a client of Eris 0.18. */
export function erisConnector(userId: string, client: ErisClient): Connector {
  return {
    userId,
    get shardCount() {
      return client.options.maxShards;
    },
    advice: 'With Eris: is "guildVoiceStates" among the intents?',
    send(guildId, { op, d }) {
      shardOf(guildId, client.options.maxShards, client.shards).sendWS(op, d);
    },
    listen(handler) {
      client.on('rawWS', handler);
      return () => client.off('rawWS', handler);
    },
    countListeners(guildId, channelId) {
      const guild = client.guilds.get(guildId);
      const presences = Array.from(guild?.voiceStates.values() ?? [], ({ id, channelID }) => ({
        userId: id,
        channelId: channelID,
        isBot: guild?.members.get(id)?.bot,
      }));
      return peopleAround(presences, channelId, userId);
    },
    becomeSpeaker: (guildId, channelId) =>
      client.editGuildVoiceState(guildId, { channelID: channelId, suppress: false }),
  };
}
