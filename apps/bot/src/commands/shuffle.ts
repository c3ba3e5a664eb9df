import type { Command } from './command.ts';
import { Refusal } from './refusal.ts';

/** Brings the queue into a random order. */
export const shuffle: Command = {
  async run(use) {
    const { queue } = use.presentPlayer;
    if (queue.length < 2) throw new Refusal((texts) => texts.queue.tooFewToShuffle);
    queue.shuffle();
    await use.answer(use.texts.queue.shuffled(queue.length));
  },
};
