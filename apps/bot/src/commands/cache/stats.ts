import type { Command } from '../command.ts';
import { statistics } from './statistics.ts';

/** Shows how well the cache of songs does. */
export const cacheStats: Command = {
  async run(use) {
    await use.answer(await statistics(use));
  },
};
