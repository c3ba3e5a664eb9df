import type { Player } from 'reprise';
import type { Command } from './command.ts';

/** Ends the music and empties the queue. The bot stays until nothing was played for a while. */
export const stop: Command = {
  async run(use) {
    await stopAll(use.presentPlayer);
    await use.answer(use.texts.playback.stopped);
  },
};

/** Ends what plays, and all that would follow. */
export async function stopAll(player: Player): Promise<void> {
  player.queue.clear();
  await player.stop();
}
