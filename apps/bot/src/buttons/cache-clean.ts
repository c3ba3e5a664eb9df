import { cleanAndTell } from '../commands/cache/clean-report.ts';
import { statistics } from '../commands/cache/statistics.ts';
import type { Button } from './button.ts';

/** Removes what has expired, and shows the statistics after that. */
export const cacheClean: Button = {
  async run(use) {
    const told = await cleanAndTell(use, { mode: 'expired' }, false);
    await use.update(await statistics(use));
    await use.tell(told);
  },
};
