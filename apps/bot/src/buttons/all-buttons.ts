import type { Button } from './button.ts';
import type { ButtonName } from './button-names.ts';
import { cacheClean } from './cache-clean.ts';
import { cacheRefresh } from './cache-refresh.ts';
import { cacheWarm } from './cache-warm.ts';
import { cleanConfirm } from './clean-confirm.ts';
import { cleanKeep } from './clean-keep.ts';
import { favourite } from './favourite.ts';
import { favouritesPage } from './favourites-page.ts';
import { forgetKeep } from './forget-keep.ts';
import { forgetMe } from './forget-me.ts';
import { historyPage } from './history-page.ts';
import { loop } from './loop.ts';
import { pause } from './pause.ts';
import { previous } from './previous.ts';
import { queuePage } from './queue-page.ts';
import { shuffle } from './shuffle.ts';
import { skip } from './skip.ts';
import { stop } from './stop.ts';
import { warmCancel } from './warm-cancel.ts';

/** What every button does. */
export const BUTTONS: Readonly<Record<ButtonName, Button>> = {
  pause,
  skip,
  previous,
  stop,
  shuffle,
  loop,
  favourite,
  'queue-page': queuePage,
  'history-page': historyPage,
  'favourites-page': favouritesPage,
  'cache-refresh': cacheRefresh,
  'cache-warm': cacheWarm,
  'cache-clean': cacheClean,
  'warm-cancel': warmCancel,
  'clean-confirm': cleanConfirm,
  'clean-keep': cleanKeep,
  'forget-me': forgetMe,
  'forget-keep': forgetKeep,
};
