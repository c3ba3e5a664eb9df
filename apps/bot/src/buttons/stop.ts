import { stopAll } from '../commands/stop.ts';
import { showAgain } from '../panel/show-again.ts';
import type { Button } from './button.ts';

/** Ends the music and empties the queue. */
export const stop: Button = {
  async run(use) {
    await stopAll(use);
    await showAgain(use);
  },
};
