import type { QueueMode } from 'reprise';
import type { Command } from './command.ts';

const MODES = ['off', 'track', 'queue'] as const satisfies readonly QueueMode[];

/** Repeats the song or the queue, or says what is repeated. */
export const loop: Command = {
  options: [{ kind: 'pick', name: 'mode', values: MODES }],
  async run(use) {
    const { queue } = use.presentPlayer;
    const picked = use.interaction.options.getString('mode');
    const mode = MODES.find((value) => value === picked);
    if (mode !== undefined) queue.mode = mode;
    await use.answer(use.texts.queue.loop[queue.mode]);
  },
};
