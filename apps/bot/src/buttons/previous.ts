import { goBack } from '../commands/previous.ts';
import { showAgain } from '../panel/show-again.ts';
import type { Button } from './button.ts';

/** Goes back to the song before. */
export const previous: Button = {
  async run(use) {
    await goBack(use.presentPlayer);
    await showAgain(use);
  },
};
