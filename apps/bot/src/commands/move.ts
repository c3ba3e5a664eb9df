import { songText } from '../display/song-text.ts';
import type { Command } from './command.ts';
import { PLACE, trackAt } from './queue-places.ts';
import { shownTrack } from './shown-track.ts';

/** Moves a song to another place in the queue. */
export const move: Command = {
  options: [
    { ...PLACE, name: 'from', isRequired: true },
    { ...PLACE, name: 'to', isRequired: true },
  ],
  async run(use) {
    const { queue } = use.presentPlayer;
    const from = use.interaction.options.getInteger('from', true);
    const to = use.interaction.options.getInteger('to', true);
    const track = trackAt(queue, from);
    trackAt(queue, to);
    queue.move(from - 1, to - 1);
    await use.answer(use.texts.queue.moved(songText(shownTrack(track)), to));
  },
};
