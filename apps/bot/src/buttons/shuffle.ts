import { Refusal } from '../commands/refusal.ts';
import { showAgain } from '../panel/show-again.ts';
import type { Button } from './button.ts';

/** Brings the queue into a random order. Nothing on the message changes by that, so who clicked is told. */
export const shuffle: Button = {
  async run(use) {
    const { queue } = use.presentPlayer;
    if (queue.length < 2) throw new Refusal((texts) => texts.queue.tooFewToShuffle);
    queue.shuffle();
    await showAgain(use);
    await use.tell(use.texts.queue.shuffled(queue.length));
  },
};
