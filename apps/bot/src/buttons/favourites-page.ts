import { favouritesView } from '../commands/favourites/list.ts';
import type { Button } from './button.ts';
import { pageButton } from './page-button.ts';

/** Another page of the favourites of who clicks. */
export const favouritesPage: Button = pageButton(favouritesView);
