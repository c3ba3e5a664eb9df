import { VoiceClientError } from '../errors/index.ts';
import type { Connector } from './connector.ts';

/** Where the bot wants to be, and how. */
export interface VoiceWish {
  readonly channelId: string;
  readonly selfDeaf: boolean;
  readonly selfMute: boolean;
}

/** Asks Discord for a channel of a guild; without a wish, for none. @throws VoiceClientError when the client cannot send. */
export async function sendVoice(connector: Connector, guildId: string, wish: VoiceWish | undefined): Promise<void> {
  const { channelId = null, selfMute = false, selfDeaf = false } = wish ?? {};
  const d = { guild_id: guildId, channel_id: channelId, self_mute: selfMute, self_deaf: selfDeaf };
  try {
    await connector.send(guildId, { op: 4, d });
  } catch (error) {
    if (error instanceof VoiceClientError) throw error;
    throw new VoiceClientError(`The client could not send to the shard of guild ${guildId}.`, { cause: error });
  }
}
