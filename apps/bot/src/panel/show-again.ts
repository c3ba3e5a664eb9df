import type { ButtonUse } from '../buttons/button-use.ts';
import { nowPlaying } from './now-playing.ts';
import { noteShown } from './panel-notes.ts';

/** Shows what a click has changed, on the message that was clicked on. */
export async function showAgain(use: ButtonUse): Promise<void> {
  const { player, texts, settings, interaction } = use;
  if (player === undefined) return;
  const isPanel = interaction.message.id === player.data.panelMessageId;
  const answer = nowPlaying(player, texts, { hasProgress: !isPanel, isStaying: settings.stay });
  // Before it is there: what tells of the same change must not show it a second time.
  if (isPanel) noteShown(player, answer);
  await use.update(answer);
}
