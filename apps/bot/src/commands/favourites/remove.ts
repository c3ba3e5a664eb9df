import { songText } from '../../display/song-text.ts';
import type { Command } from '../command.ts';
import { kept } from '../kept.ts';
import { Refusal } from '../refusal.ts';
import { FAVOURITE_OPTION, favouriteOf, suggestFavourites } from './pick-favourite.ts';

/** Forgets a favourite. */
export const favouritesRemove: Command = {
  options: [{ ...FAVOURITE_OPTION, isRequired: true }],
  suggest: suggestFavourites,
  async run(use) {
    const { services, member, texts, interaction } = use;
    const { favourites, log } = services;
    const { key } = favouriteOf(await favourites.list(member.id), interaction.options.getString('song', true));
    const removed = await kept(favourites.remove(member.id, key), log);
    if (removed === undefined) throw new Refusal(({ library }) => library.noSuchFavourite);
    await use.answer(texts.library.removed(songText(removed)));
  },
};
