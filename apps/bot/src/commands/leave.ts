import type { Command } from './command.ts';

/** Leaves the voice channel. */
export const leave: Command = {
  async run(use) {
    await use.presentPlayer.destroy();
    await use.answer(use.texts.playback.left);
  },
};
