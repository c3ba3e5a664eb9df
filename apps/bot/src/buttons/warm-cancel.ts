import { mayCancel } from '../commands/cache/warm-follower.ts';
import { Refusal } from '../commands/refusal.ts';
import type { Button } from './button.ts';

/** Ends a warming. Whoever follows it tells how it ended. */
export const warmCancel: Button = {
  async run(use) {
    const { running } = use.services.upkeep;
    if (running === undefined || running.id !== use.args[0]) throw new Refusal(({ common }) => common.outdated);
    if (!mayCancel(use, running)) throw new Refusal(({ cache }) => cache.warming.notYours);
    running.cancel();
  },
};
