import type { QueueTrack } from 'reprise';
import { songList } from '../display/song-list.ts';
import { songText } from '../display/song-text.ts';
import type { Texts } from '../texts/texts.ts';
import { isDj } from './access.ts';
import type { Command } from './command.ts';
import type { CommandUse } from './command-use.ts';
import { PLACE, trackAt } from './queue-places.ts';
import { Refusal } from './refusal.ts';
import { requesterIdOf, shownTrack } from './shown-track.ts';

const SHOWN = 5;
/** What is left of a message for the songs that were removed. */
const MOST_LETTERS = 1_700;

/** Takes songs out of the queue: one's own, or those of others for who has a say over the music. */
export const remove: Command = {
  options: [
    { ...PLACE, name: 'position', isRequired: true },
    { ...PLACE, name: 'to' },
  ],
  async run(use) {
    const { queue } = use.presentPlayer;
    const { options } = use.interaction;
    const place = options.getInteger('position', true);
    const other = options.getInteger('to') ?? place;
    const first = Math.min(place, other);
    trackAt(queue, first);
    const last = Math.min(Math.max(place, other), queue.length);
    const tracks = queue.range(first - 1, last);
    checkMayRemove(use, tracks);
    // From the back: what is before it keeps its place.
    for (let index = last - 1; index >= first - 1; index -= 1) queue.delete(index);
    await use.answer(removedText(tracks, use.texts));
  },
};

function checkMayRemove(use: CommandUse, tracks: readonly QueueTrack[]): void {
  const { guild, member, settings, services, interaction } = use;
  if (tracks.every((track) => requesterIdOf(track) === member.id)) return;
  if (isDj({ guild, member, permissions: interaction.memberPermissions, settings, services })) return;
  throw new Refusal(({ queue }) => queue.notYours(`<@&${settings.djRoleId}>`));
}

function removedText(tracks: readonly QueueTrack[], { queue }: Texts): string {
  const [first, second] = tracks;
  if (first !== undefined && second === undefined) return queue.removed(songText(shownTrack(first)));
  const lines = tracks.slice(0, SHOWN).map((track) => ({ before: '-', song: shownTrack(track), after: [] }));
  const more = tracks.length - lines.length;
  return [
    queue.removedSome(tracks.length),
    songList(lines, MOST_LETTERS),
    ...(more > 0 ? [queue.andMore(more)] : []),
  ].join('\n');
}
