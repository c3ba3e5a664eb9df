import type { CommandTexts } from '../command-texts.ts';

/** What the commands for the queue say. */
export type QueueTexts = {};

export const queue: QueueTexts = {};

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
