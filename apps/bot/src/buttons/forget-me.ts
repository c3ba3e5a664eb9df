import { assertAsked, isInTime } from '../commands/confirmation.ts';
import { kept } from '../commands/kept.ts';
import type { Button } from './button.ts';

/** Deletes what the bot keeps of who was asked, if they say so in time. */
export const forgetMe: Button = {
  async run(use) {
    assertAsked(use, use.args);
    const { services, member, texts } = use;
    const { forgetting } = texts.library;
    if (!isInTime(use, use.args)) {
      await use.update(forgetting.tooLate);
      return;
    }
    const { cluster, favourites, history, log } = services;
    await kept(Promise.all([favourites.clear(member.id), history.forgetUser(member.id)]), log);
    // They may have asked for a song in a guild of another process within the last seconds.
    await cluster.forgetUser(member.id);
    await use.update(forgetting.done);
  },
};
