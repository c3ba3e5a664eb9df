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
  return { ...voiceOptions(settings), data: { textChannelId } };
}

/** What a player begins with that nobody asked for: it has no place to tell what plays. */
export function voiceOptions(settings: GuildSettings): Omit<PlayerOptions, 'guildId' | 'voiceChannelId' | 'data'> {
  const { defaultVolume, autoplay } = settings;
  return {
    volume: defaultVolume,
    autoplay: autoplay ? 'enabled' : 'disabled',
    ...leaveTimes(settings),
  };
}

/** How long a player waits before the bot leaves: without music, and without listeners. */
export function leaveTimes({
  stay,
  idleLeaveMs,
  aloneLeaveMs,
}: Pick<GuildSettings, 'stay' | 'idleLeaveMs' | 'aloneLeaveMs'>): Required<
  Pick<PlayerOptions, 'inactivePlayerTimeoutMs' | 'inactiveChannelTimeoutMs'>
> {
  return { inactivePlayerTimeoutMs: stay ? 0 : idleLeaveMs, inactiveChannelTimeoutMs: stay ? 0 : aloneLeaveMs };
}
