import { setLeaveTimes } from '../../panel/leaving.ts';
import type { Command } from '../command.ts';
import { kept } from '../kept.ts';

/** Sets all settings back. */
export const settingsReset: Command = {
  async run(use) {
    const { services, guild, player } = use;
    const settings = await kept(services.settings.reset(guild.id), services.log);
    if (player !== undefined) {
      setLeaveTimes(player, settings);
      player.autoplay.mode = settings.autoplay ? 'enabled' : 'disabled';
    }
    await use.answer(use.texts.settings.reset);
  },
};
