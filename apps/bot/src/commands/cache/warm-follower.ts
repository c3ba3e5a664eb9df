import { buttonId } from '../../buttons/button-names.ts';
import type { Answer, AnswerParts } from '../../display/answer.ts';
import { bar } from '../../display/bar.ts';
import type { WarmEnd, WarmRun } from '../../songs/warm-run.ts';
import type { Use } from '../use.ts';
import { buttonRow, labelled } from './buttons.ts';
import { Figures } from './figures.ts';

/** Time between two changes of the message, in milliseconds: Discord limits them. */
const EDIT_EVERY_MS = 2_000;
/** A message of a command can be changed for 15 minutes. */
const FOLLOWED_MS = 840_000;

/** Shows a warming where somebody asked for it. */
export interface WarmView {
  /** Replaces the message. */
  readonly show: (answer: Answer) => Promise<unknown>;
  /** Whether who looks at it asked for it, or another one was under way. */
  readonly isNew: boolean;
}

/** Whether somebody may end a warming: who began it, who manages the server where it began, and the owner of the bot. */
export function mayCancel({ guild, member, services }: Use, run: WarmRun): boolean {
  return run.startedBy === member.id || run.guildId === guild.id || services.owners.has(member.id);
}

/** Tells how far a warming is until it ends, or the message cannot be changed any more. @throws Why the songs could not be chosen. */
export function followWarming(use: Use, run: WarmRun, view: WarmView): Promise<void> {
  return new WarmFollower(use, run, view).follow();
}

class WarmFollower {
  readonly #use: Use;
  readonly #run: WarmRun;
  readonly #view: WarmView;
  readonly #figures: Figures;
  #shown: WarmRun['state'] | undefined;

  constructor(use: Use, run: WarmRun, view: WarmView) {
    this.#use = use;
    this.#run = run;
    this.#view = view;
    this.#figures = new Figures(use.texts);
  }

  async follow(): Promise<void> {
    const end = await this.#untilEnd();
    if (this.#view.isNew && end !== 'later' && end.summary.failed > 0) {
      const { failed } = end.summary;
      this.#use.services.log.info('Songs could not be looked up ahead.', { failed, error: end.firstError });
    }
    await this.#view.show({ ...this.#back(), content: end === 'later' ? this.#laterText() : this.#endText(end) });
  }

  /** Shows how far it is until it ends, and how; `later` when nobody can follow it so long. */
  async #untilEnd(): Promise<WarmEnd | 'later'> {
    const { services, signal } = this.#use;
    const { clock, log } = services;
    const { promise: later, resolve } = Promise.withResolvers<'later'>();
    const giveUp = (): void => resolve('later');
    const first = this.#showProgress();
    let last: Promise<unknown> = first.catch(() => undefined);
    const cancels = [
      clock.after(FOLLOWED_MS, giveUp),
      clock.every(EDIT_EVERY_MS, () => {
        last = last
          .then(() => this.#showProgress())
          .catch((error: unknown) => log.debug('How far a warming is could not be told.', { error }));
      }),
    ];
    // A run of its own is ended by the same signal, and is waited for; another one may go on for a while.
    if (!this.#view.isNew) signal.addEventListener('abort', giveUp, { once: true });
    try {
      await first;
      return await Promise.race([this.#run.finished, later]);
    } finally {
      signal.removeEventListener('abort', giveUp);
      for (const cancel of cancels) cancel();
      // What comes after it must not be overtaken.
      await last;
    }
  }

  async #showProgress(): Promise<void> {
    const { state } = this.#run;
    if (state === this.#shown) return;
    this.#shown = state;
    await this.#view.show(this.#progress());
  }

  #progress(): AnswerParts {
    const { warming } = this.#use.texts.cache;
    const content = [...(this.#view.isNew ? [] : [warming.othersRun]), this.#progressText()].join('\n');
    if (!mayCancel(this.#use, this.#run)) return { content };
    return { content, components: [buttonRow(labelled(buttonId('warm-cancel', this.#run.id), warming.cancel))] };
  }

  #progressText(): string {
    const { warming } = this.#use.texts.cache;
    const { leftMs, state } = this.#run;
    const { done, total, warmed, skipped, failed } = state;
    if (total === undefined) return warming.choosing;
    const eta =
      leftMs === undefined || done === total ? '' : ` · ${warming.eta(this.#figures.span(secondsUp(leftMs)))}`;
    return `${bar(total === 0 ? 1 : done / total)} ${warming.progress(done, total, warmed, skipped, failed)}${eta}`;
  }

  #laterText(): string {
    return `${this.#progressText()}\n${this.#use.texts.cache.warming.goesOn}`;
  }

  #endText({ failures, isCancelled, summary }: WarmEnd): string {
    const { cache } = this.#use.texts;
    const { warmed, skipped, failed, left } = summary;
    if (warmed + skipped + failed + left === 0) return cache.warming.nothing;
    const reasons = [...failures]
      .toSorted(([, one], [, other]) => other - one)
      .map(([failureClass, count]) => `${count} × ${cache.failures[failureClass]}`);
    const told = isCancelled ? cache.warming.cancelled : cache.warming.ended;
    return [
      left === 0 ? cache.warming.done(warmed, skipped, failed) : told(warmed, skipped, failed, left),
      ...(reasons.length === 0 ? [] : [cache.warming.failures(reasons.join(', '))]),
    ].join('\n');
  }

  /** The way to the statistics, for those who want to see what came of it. */
  #back(): Pick<AnswerParts, 'components'> {
    const { statistics } = this.#use.texts.cache;
    return { components: [buttonRow(labelled(buttonId('cache-refresh'), statistics.open))] };
  }
}

/** Nobody waits for half a second. */
function secondsUp(ms: number): number {
  return Math.ceil(ms / 1_000) * 1_000;
}
