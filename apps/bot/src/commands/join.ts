import type { Command } from './command.ts';
import type { CommandUse } from './command-use.ts';
import { enterable } from './play.ts';
import { playerOptions } from './player-options.ts';

/** Comes into the voice channel of who asks. */
export const join: Command = {
  async run(use) {
    const channelId = enterable(use);
    await comeInto(use, channelId);
    await use.answer(use.texts.playback.joined(`<#${channelId}>`));
  },
};

/** Brings the guild's player into a voice channel; makes it when there is none. */
export async function comeInto(
  { services, settings, guild, player, channelId }: CommandUse,
  voiceChannelId: string,
): Promise<void> {
  services.stays.called(guild.id);
  if (player !== undefined) player.data.textChannelId ??= channelId;
  if (player?.voiceChannelId === voiceChannelId) return;
  if (player?.voiceChannelId !== undefined) return player.moveTo(voiceChannelId);
  await services.pool.createPlayer({ ...playerOptions(settings, channelId), guildId: guild.id, voiceChannelId });
}
