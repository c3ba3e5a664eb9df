import type { Command } from './command.ts';
import { Refusal } from './refusal.ts';

/** Pauses the music. */
export const pause: Command = {
  async run(use) {
    const player = use.busyPlayer;
    if (player.paused) throw new Refusal(({ playback }) => playback.alreadyPaused);
    await player.pause();
    await use.answer(use.texts.playback.paused);
  },
};
