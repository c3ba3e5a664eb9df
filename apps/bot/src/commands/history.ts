import type { QueueTrack } from 'reprise';
import type { Answer } from '../display/answer.ts';
import { type SongLine, songList } from '../display/song-list.ts';
import { linkTo } from '../display/song-text.ts';
import { agoText } from '../display/time-text.ts';
import type { GuildRequest } from '../library/request-history.ts';
import type { Command } from './command.ts';
import { PAGE_OPTION, type Page, pageButtons, pageFooter, pageOf } from './pages.ts';
import { requesterText, shownTrack, trackLengthText } from './shown-track.ts';
import type { Use } from './use.ts';

/** Shows what has played, the latest first. */
export const history: Command = {
  options: [PAGE_OPTION],
  async run(use) {
    await use.answer(await historyView(use, use.interaction.options.getInteger('page') ?? 1));
  },
};

/** A page of what has played: of the player or, when it is new, of what was asked for before. The last one when there are fewer. */
export async function historyView(use: Use, wanted: number): Promise<Answer> {
  const played = use.player?.queue.history ?? [];
  if (played.length > 0) return view(use, pageOf(wanted, played.length), (page) => playedLines(use, played, page));
  const requests = await use.services.history.ofGuild(use.guild.id);
  if (requests.length === 0) return use.texts.queue.historyEmpty;
  const linesOf = ({ start, end }: Page) => requests.slice(start, end).map((request) => requestLine(use, request));
  return view(use, pageOf(wanted, requests.length), linesOf, use.texts.queue.askedBefore);
}

function view({ texts }: Use, page: Page, linesOf: (page: Page) => readonly SongLine[], note?: string): Answer {
  const footer = pageFooter([note], page, texts);
  return {
    embeds: [
      {
        title: texts.queue.historyTitle,
        description: songList(linesOf(page)),
        ...(footer.text !== '' && { footer }),
      },
    ],
    components: pageButtons('history-page', page, texts),
  };
}

function playedLines({ player, texts }: Use, played: readonly QueueTrack[], { start, end }: Page): SongLine[] {
  const current = player?.current;
  // The newest may be another object than what plays: both were kept over a restart.
  const isPlaying = (track: QueueTrack, place: number) => place === 0 && current?.equals(track) === true;
  return played.slice(start, end).map((track, i) => ({
    before: isPlaying(track, start + i) ? '▶' : `\`${start + i + 1}.\``,
    song: shownTrack(track),
    after: [trackLengthText(track, texts), requesterText(track)],
  }));
}

/** Of a guild only the keys of songs are kept: what they are called is known as long as the cache knows it. */
function requestLine({ services }: Use, { key, at }: GuildRequest): SongLine {
  const info = services.songs.cache.peek(key)?.track.info;
  const { title, author, uri } = info ?? { title: nameInKey(key), author: '', uri: key };
  return { before: '-', song: { title, author, url: uri }, after: [agoText(at)] };
}

/** What a key says by itself: the words that were searched for, or a link. */
function nameInKey(key: string): string {
  return linkTo(key) === undefined ? key.slice(key.indexOf(':') + 1) : key;
}
