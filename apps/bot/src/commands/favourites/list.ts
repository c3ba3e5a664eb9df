import type { Answer } from '../../display/answer.ts';
import { type SongLine, songList } from '../../display/song-list.ts';
import { lengthText } from '../../display/time-text.ts';
import { type FavouriteSong, MOST_FAVOURITES } from '../../library/favourites.ts';
import type { Command } from '../command.ts';
import { PAGE_OPTION, pageButtons, pageFooter, pageOf } from '../pages.ts';
import type { Use } from '../use.ts';

/** Shows the favourites of who asks. */
export const favouritesList: Command = {
  options: [PAGE_OPTION],
  async run(use) {
    await use.answer(await favouritesView(use, use.interaction.options.getInteger('page') ?? 1));
  },
};

/** A page of the favourites of who asks; the last one when there are fewer. */
export async function favouritesView({ services, member, texts }: Use, wanted: number): Promise<Answer> {
  const songs = await services.favourites.list(member.id);
  if (songs.length === 0) return texts.library.empty;
  const page = pageOf(wanted, songs.length);
  const lines = songs.slice(page.start, page.end).map((song, i) => favouriteLine(page.start + i + 1, song));
  return {
    embeds: [
      {
        title: texts.library.title,
        description: songList(lines),
        footer: pageFooter([texts.library.count(songs.length, MOST_FAVOURITES)], page, texts),
      },
    ],
    components: pageButtons('favourites-page', page, texts),
  };
}

function favouriteLine(number: number, song: FavouriteSong): SongLine {
  const { durationMs } = song;
  return { before: `\`${number}.\``, song, after: [durationMs === undefined ? undefined : lengthText(durationMs)] };
}
