import type { Command } from './command.ts';
import { Refusal } from './refusal.ts';

/** Goes on after a pause. */
export const resume: Command = {
  async run(use) {
    const player = use.busyPlayer;
    if (!player.paused) throw new Refusal(({ playback }) => playback.notPaused);
    await player.resume();
    await use.answer(use.texts.playback.resumed);
  },
};
