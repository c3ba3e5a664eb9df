import type { Playable, Player } from 'reprise';
import { lengthText } from '../display/time-text.ts';
import type { Command } from './command.ts';
import { Refusal } from './refusal.ts';
import { readSeekPlace, type SeekPlace } from './seek-place.ts';
import { trackLengthMs } from './shown-track.ts';

/** Goes to another place in the song. */
export const seek: Command = {
  options: [{ kind: 'text', name: 'to', isRequired: true, maxLength: 20 }],
  async run(use) {
    const player = use.busyPlayer;
    const place = readSeekPlace(use.interaction.options.getString('to', true));
    if (place === undefined) throw new Refusal(({ playback }) => playback.seekUnclear);
    const { current } = player;
    if (current === undefined || current.isStream || !current.isSeekable)
      throw new Refusal(({ playback }) => playback.seekLive);
    const placeMs = placeIn(player, current, place);
    if (!(await player.seek(placeMs))) throw new Refusal(({ common }) => common.nothingPlays);
    const lengthMs = trackLengthMs(current);
    await use.answer(
      use.texts.playback.sought(lengthText(placeMs), lengthMs === undefined ? undefined : lengthText(lengthMs)),
    );
  },
};

/** Milliseconds from the start. @throws {@link Refusal} beyond the end. */
function placeIn({ position }: Player, track: Playable, { from, ms }: SeekPlace): number {
  const placeMs = Math.max(0, Math.round(from === 'here' ? position + ms : ms));
  const lengthMs = trackLengthMs(track);
  if (lengthMs === undefined || placeMs < lengthMs) return placeMs;
  throw new Refusal(({ playback }) => playback.seekBeyond(lengthText(lengthMs)));
}
