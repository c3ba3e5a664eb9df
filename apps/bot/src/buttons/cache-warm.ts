import { followWarming } from '../commands/cache/warm-follower.ts';
import type { Button } from './button.ts';

const POPULAR = 20;

/** Looks popular songs up ahead, in place of the statistics; a button leads back to these. */
export const cacheWarm: Button = {
  async run(use) {
    const { guild, member, services, signal } = use;
    const { run, isNew } = services.upkeep.warm({
      choose: () => ({ keys: { top: POPULAR } }),
      signal,
      startedBy: member.id,
      guildId: guild.id,
    });
    await followWarming(use, run, { show: (answer) => use.update(answer), isNew });
  },
};
