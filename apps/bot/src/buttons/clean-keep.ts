import { assertAsked } from '../commands/confirmation.ts';
import type { Button } from './button.ts';

/** Leaves all songs where they are. */
export const cleanKeep: Button = {
  async run(use) {
    assertAsked(use, use.args);
    await use.update(use.texts.cache.cleaning.kept);
  },
};
