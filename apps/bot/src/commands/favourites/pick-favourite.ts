import { createHash } from 'node:crypto';
import type { AutocompleteInteraction } from 'discord.js';
import type { BotServices } from '../../bot/bot-services.ts';
import { plainText } from '../../display/safe-text.ts';
import type { FavouriteSong } from '../../library/favourites.ts';
import type { TextOption } from '../command-spec.ts';
import type { CommandSuggestion } from '../command-suggestion.ts';
import { Refusal } from '../refusal.ts';

/** What Discord shows at once. */
const MOST_SUGGESTIONS = 25;
const NAME_LETTERS = 100;

/** One of one's favourites. */
export const FAVOURITE_OPTION: TextOption = { kind: 'text', name: 'song', isSuggested: true };

/** The favourites of who types that fit. Asks nobody. */
export function suggestFavourites(
  { user, options }: AutocompleteInteraction<'cached'>,
  { favourites }: Pick<BotServices, 'favourites'>,
): readonly CommandSuggestion[] {
  const typed = folded(options.getFocused());
  return favourites
    .peek(user.id)
    .filter((song) => nameOf(song).includes(typed))
    .slice(0, MOST_SUGGESTIONS)
    .map((song) => ({
      name: plainText([song.title, song.author].filter(Boolean).join(' · '), NAME_LETTERS) || '–',
      value: tokenOf(song),
    }));
}

/**
 * The favourite that was picked, or that is meant by what was typed instead: a title, a number of the list, or a part of the
 * name that only one has.
 *
 * @throws {@link Refusal} when none is meant, or several are.
 */
export function favouriteOf(songs: readonly FavouriteSong[], wanted: string): FavouriteSong {
  const typed = folded(wanted);
  const exact =
    songs.find((song) => tokenOf(song) === wanted) ??
    songs.find(({ title }) => folded(title) === typed) ??
    (/^\d{1,3}$/.test(typed) ? songs[Number(typed) - 1] : undefined);
  if (exact !== undefined) return exact;
  const [fitting, another] = typed === '' ? [] : songs.filter((song) => nameOf(song).includes(typed));
  if (fitting === undefined) throw new Refusal(({ library }) => library.noSuchFavourite);
  if (another !== undefined) throw new Refusal(({ library }) => library.severalFit);
  return fitting;
}

/** Names a song in a suggestion: its key may be longer than Discord allows, and its place in the list may change meanwhile. */
function tokenOf({ key }: FavouriteSong): string {
  return `f:${createHash('sha256').update(key).digest('base64url')}`;
}

function nameOf({ title, author }: FavouriteSong): string {
  return folded(`${title} ${author}`);
}

function folded(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
