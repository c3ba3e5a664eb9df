import { historyView } from '../commands/history.ts';
import type { Button } from './button.ts';
import { pageButton } from './page-button.ts';

/** Another page of what has played. */
export const historyPage: Button = pageButton(historyView);
