import type { Player } from 'reprise';
import type { Answer } from '../display/answer.ts';
import { type SongLine, songList } from '../display/song-list.ts';
import { lengthText } from '../display/time-text.ts';
import type { Texts } from '../texts/texts.ts';
import type { Command } from './command.ts';
import { PAGE_OPTION, pageButtons, pageFooter, pageOf } from './pages.ts';
import { requesterText, shownTrack, trackLengthMs, trackLengthText } from './shown-track.ts';
import type { Use } from './use.ts';

/** Shows what plays and what waits. */
export const queue: Command = {
  options: [PAGE_OPTION],
  async run(use) {
    await use.answer(queueView(use, use.interaction.options.getInteger('page') ?? 1));
  },
};

/** A page of the queue; the last one when there are fewer. */
export function queueView({ player, texts }: Use, wanted: number): Answer {
  if (player === undefined || (player.current === undefined && player.queue.isEmpty)) return texts.queue.empty;
  const { length, mode } = player.queue;
  const page = pageOf(wanted, length);
  const repeats = mode === 'off' ? undefined : texts.queue.repeats[mode];
  return {
    embeds: [
      {
        title: texts.queue.title,
        description: songList([...playingLine(player, texts), ...waitingLines(player, page, texts)]),
        footer: pageFooter([texts.queue.waiting(length), timeLeftText(player, texts), repeats], page, texts),
      },
    ],
    components: pageButtons('queue-page', page, texts),
  };
}

function playingLine({ current, paused, position }: Player, texts: Texts): readonly SongLine[] {
  if (current === undefined) return [];
  const length = trackLengthText(current, texts);
  const place = current.isStream ? length : [lengthText(position), length].filter(Boolean).join(' / ');
  return [{ before: paused ? '⏸' : '▶', song: shownTrack(current), after: [place, requesterText(current)] }];
}

function waitingLines({ queue }: Player, { start, end }: { start: number; end: number }, texts: Texts): SongLine[] {
  return queue.range(start, end).map((track, i) => ({
    before: `\`${start + i + 1}.\``,
    song: shownTrack(track),
    after: [trackLengthText(track, texts), requesterText(track)],
  }));
}

/** How long it all plays; undefined when nobody knows. */
function timeLeftText({ current, position, queue }: Player, { queue: texts }: Texts): string | undefined {
  const left = current === undefined ? [] : [leftMs(trackLengthMs(current), position)];
  for (const track of queue) left.push(trackLengthMs(track));
  const known = left.filter((ms) => ms !== undefined);
  if (known.length === 0) return undefined;
  const sum = known.reduce((total, ms) => total + ms, 0);
  return texts.timeLeft(lengthText(sum), known.length < left.length);
}

function leftMs(lengthMs: number | undefined, position: number): number | undefined {
  return lengthMs === undefined ? undefined : Math.max(0, lengthMs - position);
}
