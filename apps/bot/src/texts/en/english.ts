import type { Texts } from '../texts.ts';
import { cache, cacheCommands } from './cache.ts';
import { common } from './common.ts';
import { library, libraryCommands } from './library.ts';
import { play, playCommands } from './play.ts';
import { playback, playbackCommands } from './playback.ts';
import { queue, queueCommands } from './queue.ts';
import { settings, settingsCommands } from './settings.ts';

export const english: Texts = {
  locale: 'en',
  commands: {
    ...playCommands,
    ...playbackCommands,
    ...queueCommands,
    ...libraryCommands,
    ...settingsCommands,
    ...cacheCommands,
  },
  groups: { settings: 'Settings of this server', favourites: 'Your favourites', cache: 'What the bot knows' },
  common,
  play,
  playback,
  queue,
  library,
  settings,
  cache,
};
