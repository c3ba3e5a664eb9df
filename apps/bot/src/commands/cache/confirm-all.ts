import type { AnswerParts } from '../../display/answer.ts';
import { asked } from '../confirmation.ts';
import { Refusal } from '../refusal.ts';
import type { Use } from '../use.ts';
import { Figures } from './figures.ts';

/** What removes songs of all servers is for the owner of the bot. @throws {@link Refusal} for everybody else. */
export function assertOwner({ member, services }: Use): void {
  if (!services.owners.has(member.id)) throw new Refusal(({ common }) => common.ownerOnly);
}

/** Asks whether all songs are to be removed. */
export async function askToRemoveAll(use: Use): Promise<AnswerParts> {
  const { cleaning } = use.texts.cache;
  const { entries, bytes } = await use.services.cluster.clean({ mode: 'all' }, { isDryRun: true });
  return asked(use, {
    text: (until) => cleaning.confirmAll(entries, new Figures(use.texts).bytes(bytes), until),
    confirm: { button: 'clean-confirm', label: cleaning.confirm },
    keep: { button: 'clean-keep', label: cleaning.keep },
  });
}
