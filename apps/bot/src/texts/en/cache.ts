import type { CommandTexts } from '../command-texts.ts';

/** What the commands for the cache say. */
export type CacheTexts = {};

export const cache: CacheTexts = {};

export const cacheCommands: Readonly<
  Record<'cache stats' | 'cache inspect' | 'cache forget' | 'cache export' | 'warmcache' | 'cleancache', CommandTexts>
> = {
  'cache stats': { description: 'How many songs the bot knows, and how much time that saves' },
  'cache inspect': { description: 'What is known of a song', options: { song: 'A name or a link' } },
  'cache forget': { description: 'Forget a song, so that it is looked up anew', options: { song: 'A name or a link' } },
  'cache export': { description: 'Get what is known as a file' },
  warmcache: {
    description: 'Look up songs before somebody asks for them',
    options: {
      source: 'Which songs',
      playlist: 'Link of a playlist',
      limit: 'How many at most',
      force: 'Look up again what is known',
    },
    values: { source: { popular: 'popular songs', playlist: 'a playlist', history: 'what was played here' } },
  },
  cleancache: {
    description: 'Remove songs from the cache',
    options: { mode: 'Which ones', days: 'Days that nobody asked for them', dry_run: 'Only count' },
    values: {
      mode: {
        expired: 'expired',
        failed: 'failures',
        unused: 'not used for a while',
        guild: 'asked for on this server',
        all: 'all',
      },
    },
  },
};
