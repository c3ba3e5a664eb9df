import type { Command } from './command.ts';
import { Refusal } from './refusal.ts';

/** Empties the queue; what plays goes on. */
export const clear: Command = {
  async run(use) {
    const { queue } = use.presentPlayer;
    if (queue.isEmpty) throw new Refusal((texts) => texts.queue.nothingWaits);
    const { length } = queue;
    use.services.playback.endPlaylists(use.guild.id);
    queue.clear();
    await use.answer(use.texts.queue.cleared(length));
  },
};
