import { statistics } from '../commands/cache/statistics.ts';
import type { Button } from './button.ts';

/** Shows the statistics as they are now. */
export const cacheRefresh: Button = {
  async run(use) {
    await use.update(await statistics(use));
  },
};
