import { assertAsked } from '../commands/confirmation.ts';
import type { Button } from './button.ts';

/** Leaves what the bot keeps of somebody as it is. */
export const forgetKeep: Button = {
  async run(use) {
    assertAsked(use, use.args);
    await use.update(use.texts.library.forgetting.kept);
  },
};
