import { cleanAndTell } from '../commands/cache/clean-report.ts';
import { assertOwner } from '../commands/cache/confirm-all.ts';
import { assertAsked, isInTime } from '../commands/confirmation.ts';
import type { Button } from './button.ts';

/** Removes all songs, if who was asked says so in time. */
export const cleanConfirm: Button = {
  async run(use) {
    assertAsked(use, use.args);
    assertOwner(use);
    const { tooLate } = use.texts.cache.cleaning;
    await use.update(isInTime(use, use.args) ? await cleanAndTell(use, { mode: 'all' }, false) : tooLate);
  },
};
