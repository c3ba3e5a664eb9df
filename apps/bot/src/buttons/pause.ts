import { showAgain } from '../panel/show-again.ts';
import type { Button } from './button.ts';

/** Pauses, or goes on after a pause. */
export const pause: Button = {
  async run(use) {
    const player = use.busyPlayer;
    await (player.paused ? player.resume() : player.pause());
    await showAgain(use);
  },
};
