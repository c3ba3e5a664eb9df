import type { QueueMode } from 'reprise';
import { showAgain } from '../panel/show-again.ts';
import type { Button } from './button.ts';

const NEXT: Readonly<Record<QueueMode, QueueMode>> = { off: 'track', track: 'queue', queue: 'off' };

/** Repeats the song; at the next click the queue; and then nothing again. */
export const loop: Button = {
  async run(use) {
    const { queue } = use.presentPlayer;
    queue.mode = NEXT[queue.mode];
    await showAgain(use);
  },
};
