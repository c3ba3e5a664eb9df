import type { QueueMode } from 'reprise';
import type { CommandTexts } from '../command-texts.ts';

/** What the commands for the queue say. */
export interface QueueTexts {
  readonly title: string;
  /** Nothing plays and nothing waits. */
  readonly empty: string;
  /** Nothing waits that could be changed. */
  readonly nothingWaits: string;
  readonly waiting: (songs: number) => string;
  /** @param isAtLeast - It is longer: of some songs nobody knows the length. */
  readonly timeLeft: (time: string, isAtLeast: boolean) => string;
  /** What repeats, below the queue. */
  readonly repeats: Readonly<Record<'track' | 'queue', string>>;
  /** What repeats, as an answer. */
  readonly loop: Readonly<Record<QueueMode, string>>;
  readonly shuffled: (songs: number) => string;
  readonly tooFewToShuffle: string;
  readonly noSuchPlace: (place: number, waiting: number) => string;
  /** @param song - Title and link, as they are shown. */
  readonly removed: (song: string) => string;
  /** Stands before their titles. */
  readonly removedSome: (songs: number) => string;
  readonly andMore: (songs: number) => string;
  /** @param role - How the DJ role is shown. */
  readonly notYours: (role: string) => string;
  readonly moved: (song: string, place: number) => string;
  readonly cleared: (songs: number) => string;
  readonly historyTitle: string;
  readonly historyEmpty: string;
  /** Stands below what was asked for before this player was there. */
  readonly askedBefore: string;
}

export const queue: QueueTexts = {
  title: 'Queue',
  empty: 'Nothing plays and nothing waits. Begin with `/play`.',
  nothingWaits: 'No songs wait in the queue.',
  waiting: (songs) => (songs === 0 ? 'nothing waits' : songs === 1 ? '1 song waits' : `${counted(songs)} songs wait`),
  timeLeft: (time, isAtLeast) => (isAtLeast ? `more than ${time} left` : `${time} left`),
  repeats: { track: 'the song repeats', queue: 'the queue repeats' },
  loop: { off: 'Nothing repeats.', track: 'The song repeats.', queue: 'The queue repeats.' },
  shuffled: (songs) => `The ${counted(songs)} songs that wait are in a new order.`,
  tooFewToShuffle: 'It takes two songs in the queue to shuffle them.',
  noSuchPlace: (place, waiting) =>
    `There is no number ${place} in the queue${waiting === 1 ? ', only one song waits' : `: ${counted(waiting)} songs wait`}.`,
  removed: (song) => `Removed ${song}`,
  removedSome: (songs) => `Removed ${counted(songs)} songs:`,
  andMore: (songs) => `and ${counted(songs)} more`,
  notYours: (role) => `Only ${role} can remove songs that others asked for.`,
  moved: (song, place) => `${song} is number ${place} in the queue now`,
  cleared: (songs) => `Removed ${songs === 1 ? 'the song that waited' : `all ${counted(songs)} songs that waited`}.`,
  historyTitle: 'What has played',
  historyEmpty: 'Nothing has played yet.',
  askedBefore: 'asked for earlier',
};

function counted(songs: number): string {
  return songs.toLocaleString('en');
}

export const queueCommands: Readonly<
  Record<'queue' | 'loop' | 'shuffle' | 'remove' | 'move' | 'clear' | 'history', CommandTexts>
> = {
  queue: { description: 'Show what plays next', options: { page: 'Page' } },
  loop: {
    description: 'Repeat the song or the queue',
    options: { mode: 'What is repeated' },
    values: { mode: { off: 'nothing', track: 'the song', queue: 'the queue' } },
  },
  shuffle: { description: 'Bring the queue into a random order' },
  remove: {
    description: 'Take songs out of the queue',
    options: { position: 'Number in the queue', to: 'Last number, to remove several' },
  },
  move: {
    description: 'Move a song to another place in the queue',
    options: { from: 'Its number', to: 'Its new number' },
  },
  clear: { description: 'Empty the queue; what plays goes on' },
  history: { description: 'Show what has played', options: { page: 'Page' } },
};
