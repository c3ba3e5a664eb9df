import type { PlayerOptions } from 'reprise';
import type { GuildSettings } from '../settings/guild-settings.ts';

declare module 'reprise' {
  interface PlayerData {
    /** Where the bot tells what plays: the channel in which it was asked to. */
    textChannelId: string;
  }
}

/** What a player begins with in a guild. @param textChannelId - Where the bot was asked to play. */
export function playerOptions(
  settings: GuildSettings,
  textChannelId: string,
): Omit<PlayerOptions, 'guildId' | 'voiceChannelId'> {
  const { defaultVolume, maxQueue, idleLeaveMs, aloneLeaveMs, stay, autoplay } = settings;
  return {
    volume: defaultVolume,
    queue: { maxSize: maxQueue },
    autoplay: autoplay ? 'enabled' : 'disabled',
    inactivePlayerTimeoutMs: stay ? 0 : idleLeaveMs,
    inactiveChannelTimeoutMs: stay ? 0 : aloneLeaveMs,
    data: { textChannelId },
  };
}
