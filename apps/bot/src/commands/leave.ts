import type { Command } from './command.ts';

/** Leaves the voice channel, also where it stays day and night. */
export const leave: Command = {
  async run(use) {
    const { presentPlayer: player, services, settings, texts } = use;
    services.stays.sendAway(use.guild.id);
    await player.destroy();
    await use.answer(settings.stay ? texts.playback.leftStaying : texts.playback.left);
  },
};
