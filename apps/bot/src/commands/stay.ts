import { setLeaveTimes } from '../panel/leaving.ts';
import type { Command } from './command.ts';
import type { CommandUse } from './command-use.ts';
import { comeInto } from './join.ts';
import { kept } from './kept.ts';
import { enterable } from './play.ts';

const MODES = ['on', 'off'] as const;

/** `/247`: stays in the voice channel day and night, leaves as usual, or shows which of the two. */
export const stay: Command = {
  options: [{ kind: 'pick', name: 'mode', values: MODES }],
  async run(use) {
    const mode = use.interaction.options.getString('mode');
    if (mode === 'on') await begin(use);
    else if (mode === 'off') await change(use, { stay: false, stayChannelId: undefined });
    const { stay: stays, stayChannelId } = await use.services.settings.get(use.guild.id);
    const { stayOn, stayOff } = use.texts.playback;
    await use.answer(stays ? stayOn(stayChannelId && `<#${stayChannelId}>`) : stayOff);
  },
};

/** Stays where it is; when it is nowhere, it comes. @throws `Refusal` when it can come nowhere. */
async function begin(use: CommandUse): Promise<void> {
  const present = use.player?.voiceChannelId;
  const stayChannelId = present ?? enterable(use);
  if (present === undefined) await comeInto(use, stayChannelId);
  await change(use, { stay: true, stayChannelId });
}

async function change(
  { services, guild, player }: CommandUse,
  patch: { readonly stay: boolean; readonly stayChannelId: string | undefined },
): Promise<void> {
  const settings = await kept(services.settings.change(guild.id, patch), services.log);
  if (player !== undefined) setLeaveTimes(player, settings);
}
