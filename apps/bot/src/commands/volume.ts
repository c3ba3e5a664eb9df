import { SETTINGS } from '../settings/guild-settings.ts';
import type { Command } from './command.ts';

const { min, max } = SETTINGS.defaultVolume.range;

/** Shows the volume, or changes it. */
export const volume: Command = {
  options: [{ kind: 'number', name: 'percent', min, max }],
  async run(use) {
    const player = use.presentPlayer;
    const percent = use.interaction.options.getInteger('percent');
    if (percent !== null) await player.setVolume(percent);
    await use.answer(use.texts.playback.volume(player.volume));
  },
};
