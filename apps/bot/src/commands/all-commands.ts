import { autoplay } from './autoplay.ts';
import { cacheExport } from './cache/export.ts';
import { cacheForget } from './cache/forget.ts';
import { cacheInspect } from './cache/inspect.ts';
import { cacheStats } from './cache/stats.ts';
import { cleanCache } from './clean-cache.ts';
import { clear } from './clear.ts';
import type { Command } from './command.ts';
import type { CommandPath } from './command-paths.ts';
import { favouritesAdd } from './favourites/add.ts';
import { favouritesList } from './favourites/list.ts';
import { favouritesPlay } from './favourites/play.ts';
import { favouritesRemove } from './favourites/remove.ts';
import { filters } from './filters.ts';
import { forgetMe } from './forget-me.ts';
import { history } from './history.ts';
import { join } from './join.ts';
import { leave } from './leave.ts';
import { loop } from './loop.ts';
import { lyrics } from './lyrics.ts';
import { move } from './move.ts';
import { nowplaying } from './nowplaying.ts';
import { pause } from './pause.ts';
import { play } from './play.ts';
import { previous } from './previous.ts';
import { queue } from './queue.ts';
import { remove } from './remove.ts';
import { resume } from './resume.ts';
import { seek } from './seek.ts';
import { settingsReset } from './settings/reset.ts';
import { settingsSet } from './settings/set.ts';
import { settingsShow } from './settings/show.ts';
import { shuffle } from './shuffle.ts';
import { skip } from './skip.ts';
import { stay } from './stay.ts';
import { stop } from './stop.ts';
import { volume } from './volume.ts';
import { warmCache } from './warm-cache.ts';

/** What every command does. */
export const COMMANDS: Readonly<Record<CommandPath, Command>> = {
  play,
  pause,
  resume,
  skip,
  stop,
  seek,
  volume,
  queue,
  nowplaying,
  previous,
  loop,
  shuffle,
  remove,
  move,
  clear,
  filters,
  autoplay,
  history,
  join,
  leave,
  '247': stay,
  lyrics,
  'settings show': settingsShow,
  'settings set': settingsSet,
  'settings reset': settingsReset,
  'favourites list': favouritesList,
  'favourites add': favouritesAdd,
  'favourites remove': favouritesRemove,
  'favourites play': favouritesPlay,
  forgetme: forgetMe,
  'cache stats': cacheStats,
  'cache inspect': cacheInspect,
  'cache forget': cacheForget,
  'cache export': cacheExport,
  warmcache: warmCache,
  cleancache: cleanCache,
};
