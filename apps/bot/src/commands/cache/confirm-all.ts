import { ButtonStyle } from 'discord.js';
import { buttonId } from '../../buttons/button-names.ts';
import type { AnswerParts } from '../../display/answer.ts';
import { agoText } from '../../display/time-text.ts';
import { Refusal } from '../refusal.ts';
import type { Use } from '../use.ts';
import { buttonRow, labelled } from './buttons.ts';
import { Figures } from './figures.ts';

/** Time in which removing all has to be confirmed, in milliseconds. */
const CONFIRMED_WITHIN_MS = 30_000;

/** What removes songs of all servers is for the owner of the bot. @throws {@link Refusal} for everybody else. */
export function assertOwner({ member, services }: Use): void {
  if (!services.owners.has(member.id)) throw new Refusal(({ common }) => common.ownerOnly);
}

/** Asks whether all songs are to be removed. The buttons say who was asked and when, so that they outlive the process. */
export async function askToRemoveAll({ member, services, texts }: Use): Promise<AnswerParts> {
  const { cleaning } = texts.cache;
  const { entries, bytes } = await services.cluster.clean({ mode: 'all' }, { isDryRun: true });
  const now = services.clock.now();
  const asked = [member.id, `${Math.floor(now)}`];
  return {
    content: cleaning.confirmAll(entries, new Figures(texts).bytes(bytes), agoText(now + CONFIRMED_WITHIN_MS)),
    components: [
      buttonRow(
        labelled(buttonId('clean-confirm', ...asked), cleaning.confirm, ButtonStyle.Danger),
        labelled(buttonId('clean-keep', ...asked), cleaning.keep),
      ),
    ],
  };
}

/** Only who was asked may answer. @param asked - What the button says. @throws {@link Refusal} for somebody else. */
export function assertAsked({ member }: Use, [userId]: readonly string[]): void {
  if (userId !== member.id) throw new Refusal(({ cache }) => cache.cleaning.notYours);
}

/** Whether the answer comes in time. @param asked - What the button says. */
export function isInTime({ services }: Use, [, askedAt]: readonly string[]): boolean {
  const passedMs = services.clock.now() - Number(askedAt);
  // What is no number, or from the time to come, is as good as too late.
  return passedMs >= 0 && passedMs <= CONFIRMED_WITHIN_MS;
}
