import type { Command } from './command.ts';
import type { Use } from './use.ts';

/** Ends the music and empties the queue. The bot stays until nothing was played for a while. */
export const stop: Command = {
  async run(use) {
    await stopAll(use);
    await use.answer(use.texts.playback.stopped);
  },
};

/** Ends what plays, and all that would follow: of playlists that are still looked up, too. @throws `Refusal` when there is no player. */
export async function stopAll({ presentPlayer: player, services, guild }: Use): Promise<void> {
  services.playback.endPlaylists(guild.id);
  player.queue.clear();
  await player.stop();
}
