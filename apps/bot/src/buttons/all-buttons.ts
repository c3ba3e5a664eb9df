import type { Button } from './button.ts';
import type { ButtonName } from './button-names.ts';
import { favouritesPage } from './favourites-page.ts';
import { historyPage } from './history-page.ts';
import { queuePage } from './queue-page.ts';

/** What every button does. */
export const BUTTONS: Readonly<Partial<Record<ButtonName, Button>>> = {
  'queue-page': queuePage,
  'history-page': historyPage,
  'favourites-page': favouritesPage,
};
