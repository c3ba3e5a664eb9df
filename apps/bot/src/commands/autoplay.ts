import type { Command } from './command.ts';
import { kept } from './kept.ts';

const MODES = ['on', 'off'] as const;

/** Shows whether similar songs follow when nothing waits, or changes that for good. */
export const autoplay: Command = {
  options: [{ kind: 'pick', name: 'mode', values: MODES }],
  async run(use) {
    const player = use.presentPlayer;
    const { services, guild, interaction, texts } = use;
    const mode = interaction.options.getString('mode');
    if (mode !== null) {
      await kept(services.settings.change(guild.id, { autoplay: mode === 'on' }), services.log);
      player.autoplay.mode = mode === 'on' ? 'enabled' : 'disabled';
    }
    const isOn = player.autoplay.mode !== 'disabled';
    await use.answer(isOn ? texts.playback.autoplayOn : texts.playback.autoplayOff);
  },
};
