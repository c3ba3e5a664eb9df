import { type Guild, PermissionFlagsBits } from 'discord.js';

const NEEDED = [PermissionFlagsBits.ViewChannel, PermissionFlagsBits.Connect, PermissionFlagsBits.Speak];

/** Why the bot cannot be in a voice channel until somebody changes something; undefined when it can, though it may be full. */
export function placeProblem({ channels, members }: Guild, channelId: string): string | undefined {
  const channel = channels.cache.get(channelId);
  if (channel?.isVoiceBased() !== true) return 'the channel is gone';
  const { me } = members;
  return me === null || channel.permissionsFor(me).has(NEEDED) ? undefined : 'the bot may not see it, connect or speak';
}
