import { queueView } from '../commands/queue.ts';
import type { Button } from './button.ts';
import { pageButton } from './page-button.ts';

/** Another page of the queue. */
export const queuePage: Button = pageButton(queueView);
