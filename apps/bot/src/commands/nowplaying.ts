import { nowPlaying } from '../panel/now-playing.ts';
import type { Command } from './command.ts';

/** Shows what plays and how far it is, with buttons. */
export const nowplaying: Command = {
  async run(use) {
    await use.answer(nowPlaying(use.busyPlayer, use.texts, { hasProgress: true }));
  },
};
