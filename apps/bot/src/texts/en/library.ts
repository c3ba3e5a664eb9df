import type { CommandTexts } from '../command-texts.ts';

/** What the commands for favourites say. */
export interface LibraryTexts {
  readonly title: string;
  readonly empty: string;
  /** @param most - Songs that can be kept. */
  readonly count: (songs: number, most: number) => string;
  /** @param song - Title and link, as they are shown. */
  readonly added: (song: string) => string;
  readonly alreadyThere: (song: string) => string;
  readonly full: (most: number) => string;
  /** No song was named, and none plays. */
  readonly nothingToAdd: string;
  readonly removed: (song: string) => string;
  readonly noSuchFavourite: string;
  readonly severalFit: string;
  readonly forgetting: {
    /** @param until - By when it is to be answered, as it is shown. */
    readonly question: (favourites: number, requests: number, until: string) => string;
    readonly confirm: string;
    readonly keep: string;
    readonly done: string;
    readonly kept: string;
    readonly tooLate: string;
  };
}

export const library: LibraryTexts = {
  title: 'Your favourites',
  empty: 'You have no favourites yet. `/favourites add` keeps what plays, or a song you name.',
  count: (songs, most) => `${songs} of ${most}`,
  added: (song) => `${song} is one of your favourites now`,
  alreadyThere: (song) => `${song} is one of your favourites already`,
  full: (most) => `You have ${most} favourites, and no more can be kept. Make room with \`/favourites remove\`.`,
  nothingToAdd: 'Nothing plays. Name the song you mean.',
  removed: (song) => `${song} is not one of your favourites any more`,
  noSuchFavourite: 'That is none of your favourites. Pick one of those that are suggested.',
  severalFit: 'Several of your favourites are called like that. Pick one of those that are suggested.',
  forgetting: {
    question: (favourites, requests, until) =>
      `This deletes what the bot keeps of you, on all servers: your favourites (${favourites}) and the songs you asked for last (${requests}), which are also those suggested to you. It cannot be undone. Confirm ${until}.`,
    confirm: 'Forget me',
    keep: 'Keep it',
    done: 'Forgotten: your favourites and the songs you asked for. What you ask for from now on is noted anew.',
    kept: 'Nothing was deleted.',
    tooLate: 'That was too late: nothing was deleted. Use `/forgetme` again.',
  },
};

export const libraryCommands: Readonly<
  Record<'favourites list' | 'favourites add' | 'favourites remove' | 'favourites play' | 'forgetme', CommandTexts>
> = {
  'favourites list': { description: 'Show your favourites', options: { page: 'Page' } },
  'favourites add': { description: 'Keep a song; what plays, if you name none', options: { song: 'A name or a link' } },
  'favourites remove': { description: 'Forget one of your favourites', options: { song: 'Which one' } },
  'favourites play': {
    description: 'Play your favourites, or one of them',
    options: { song: 'Which one; all of them, if you name none', shuffle: 'In a random order' },
  },
  forgetme: { description: 'Delete what the bot keeps of you' },
};
