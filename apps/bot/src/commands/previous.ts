import type { Player } from 'reprise';
import { songText } from '../display/song-text.ts';
import type { Texts } from '../texts/texts.ts';
import type { Command } from './command.ts';
import { Refusal } from './refusal.ts';
import { shownTrack } from './shown-track.ts';

/** Goes back to the song before. */
export const previous: Command = {
  async run(use) {
    const player = use.presentPlayer;
    await goBack(player);
    await use.answer(backText(player, use.texts));
  },
};

/** Plays what was played before. @throws {@link Refusal} when nothing was. */
export async function goBack(player: Player): Promise<void> {
  if (!(await player.previous())) throw new Refusal(({ playback }) => playback.nothingBefore);
}

function backText({ current }: Player, { common, playback }: Texts): string {
  return current === undefined ? common.nothingPlays : playback.wentBack(songText(shownTrack(current)));
}
