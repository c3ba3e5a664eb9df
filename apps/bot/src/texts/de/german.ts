import type { Texts } from '../texts.ts';
import { cache, cacheCommands } from './cache.ts';
import { common } from './common.ts';
import { library, libraryCommands } from './library.ts';
import { play, playCommands } from './play.ts';
import { playback, playbackCommands } from './playback.ts';
import { queue, queueCommands } from './queue.ts';
import { settings, settingsCommands } from './settings.ts';

export const german: Texts = {
  locale: 'de',
  commands: {
    ...playCommands,
    ...playbackCommands,
    ...queueCommands,
    ...libraryCommands,
    ...settingsCommands,
    ...cacheCommands,
  },
  groups: { settings: 'Einstellungen dieses Servers', favourites: 'Deine Favoriten', cache: 'Was der Bot kennt' },
  common,
  play,
  playback,
  queue,
  library,
  settings,
  cache,
};
