import type { FavouriteSong } from '../../library/favourites.ts';
import type { Command } from '../command.ts';
import { playSongs } from '../play.ts';
import { Refusal } from '../refusal.ts';
import { FAVOURITE_OPTION, favouriteOf, suggestFavourites } from './pick-favourite.ts';

/** Plays a favourite, or all of them. */
export const favouritesPlay: Command = {
  options: [FAVOURITE_OPTION, { kind: 'flag', name: 'shuffle' }],
  suggest: suggestFavourites,
  async run(use) {
    const { services, member, texts, interaction } = use;
    const songs = await services.favourites.list(member.id);
    if (songs.length === 0) throw new Refusal(({ library }) => library.empty);
    const wanted = interaction.options.getString('song');
    if (wanted !== null) return playSongs(use, inputOf(favouriteOf(songs, wanted)), {});
    const isShuffled = interaction.options.getBoolean('shuffle') ?? false;
    const inputs = (isShuffled ? shuffled(songs) : songs).map(inputOf);
    await playSongs(use, { name: texts.library.title, inputs }, {});
  },
};

/** What to ask for to hear a favourite. */
function inputOf({ url, key }: FavouriteSong): string {
  return url ?? key;
}

/** Another order: only theirs, not that of what waits already. */
function shuffled<T>(items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
