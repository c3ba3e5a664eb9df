import type { CommandTexts } from '../command-texts.ts';

/** What the commands for favourites say. */
export type LibraryTexts = {};

export const library: LibraryTexts = {};

export const libraryCommands: Readonly<
  Record<'favourites list' | 'favourites add' | 'favourites remove' | 'favourites play', CommandTexts>
> = {
  'favourites list': { description: 'Show your favourites', options: { page: 'Page' } },
  'favourites add': { description: 'Keep a song; what plays, if you name none', options: { song: 'A name or a link' } },
  'favourites remove': { description: 'Forget one of your favourites', options: { song: 'Which one' } },
  'favourites play': {
    description: 'Play your favourites, or one of them',
    options: { song: 'Which one; all of them, if you name none', shuffle: 'In a random order' },
  },
};
