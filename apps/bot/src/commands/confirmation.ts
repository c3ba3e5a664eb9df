import { ButtonStyle } from 'discord.js';
import { type ButtonName, buttonId } from '../buttons/button-names.ts';
import type { AnswerParts } from '../display/answer.ts';
import { agoText } from '../display/time-text.ts';
import { buttonRow, labelled } from './cache/buttons.ts';
import { Refusal } from './refusal.ts';
import type { Use } from './use.ts';

/** Time in which something has to be confirmed, in milliseconds. */
const CONFIRMED_WITHIN_MS = 30_000;

/** What somebody is asked before something is done that cannot be undone. */
export interface Question {
  /** @param until - By when it is to be answered, as it is shown. */
  readonly text: (until: string) => string;
  readonly confirm: { readonly button: ButtonName; readonly label: string };
  readonly keep: { readonly button: ButtonName; readonly label: string };
}

/** Asks it. The buttons say who was asked and when, so that they outlive the process. */
export function asked({ member, services }: Use, { text, confirm, keep }: Question): AnswerParts {
  const now = services.clock.now();
  const whom = [member.id, `${Math.floor(now)}`];
  return {
    content: text(agoText(now + CONFIRMED_WITHIN_MS)),
    components: [
      buttonRow(
        labelled(buttonId(confirm.button, ...whom), confirm.label, ButtonStyle.Danger),
        labelled(buttonId(keep.button, ...whom), keep.label),
      ),
    ],
  };
}

/** Only who was asked may answer. @param whom - What the button says. @throws {@link Refusal} for somebody else. */
export function assertAsked({ member }: Use, [userId]: readonly string[]): void {
  if (userId !== member.id) throw new Refusal(({ common }) => common.notYours);
}

/** Whether the answer comes in time. @param whom - What the button says. */
export function isInTime({ services }: Use, [, askedAt]: readonly string[]): boolean {
  const passedMs = services.clock.now() - Number(askedAt);
  // What is no number, or from the time to come, is as good as too late.
  return passedMs >= 0 && passedMs <= CONFIRMED_WITHIN_MS;
}
