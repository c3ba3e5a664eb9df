import { skipOrVote } from '../commands/skip.ts';
import { showAgain } from '../panel/show-again.ts';
import type { Button } from './button.ts';

/** Goes on to the next song, or votes for that. Who clicked is told how the vote stands. */
export const skip: Button = {
  async run(use) {
    const before = use.busyPlayer.current;
    const told = await skipOrVote(use);
    if (use.player?.current === before) await use.tell(told);
    else await showAgain(use);
  },
};
