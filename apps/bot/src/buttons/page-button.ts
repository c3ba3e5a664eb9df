import { Refusal } from '../commands/refusal.ts';
import type { Use } from '../commands/use.ts';
import type { Answer } from '../display/answer.ts';
import type { Button } from './button.ts';

/** A button that goes to the page its id names. @param view - Shows a page, or the last one when there are fewer. */
export function pageButton(view: (use: Use, page: number) => Answer | Promise<Answer>): Button {
  return {
    async run(use) {
      const [page = ''] = use.args;
      if (!/^\d{1,5}$/.test(page)) throw new Refusal(({ common }) => common.outdated);
      await use.update(await view(use, Number(page)));
    },
  };
}
