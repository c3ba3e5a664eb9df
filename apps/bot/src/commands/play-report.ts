import { safeText } from '../display/safe-text.ts';
import { tookText } from '../display/time-text.ts';
import type { ListProgress, Played, PlayedList } from '../playback/play-outcome.ts';
import type { PlayProblem } from '../playback/play-problem.ts';
import type { Texts } from '../texts/texts.ts';
import type { CommandUse } from './command-use.ts';

/** Time between two reports of how far a playlist is, in milliseconds: Discord limits changes of a message. */
const REPORT_EVERY_MS = 2_000;
/** A message of a command can be changed for 15 minutes. */
const FOLLOWED_MS = 840_000;

/** How fast a song was found, beside what it takes when it is not known. */
export function foundText(
  { wasCached, durationMs, usualMs }: Pick<Played, 'wasCached' | 'durationMs' | 'usualMs'>,
  { play }: Texts,
): string {
  const found = { took: tookText(durationMs), usual: usualMs === undefined ? undefined : tookText(usualMs) };
  return wasCached ? `⚡ ${play.known(found)}` : play.found(found);
}

/** Tells how far a playlist is whose first song plays already. */
export class PlaylistReport {
  readonly #use: CommandUse;
  readonly #list: PlayedList;
  #shown: string | undefined;

  constructor(use: CommandUse, list: PlayedList) {
    this.#use = use;
    this.#list = list;
  }

  /** Reports until the last song is dealt with, or the message cannot be changed any more. */
  async follow(): Promise<void> {
    const { clock, log } = this.#use.services;
    const { promise: later, resolve } = Promise.withResolvers<'later'>();
    let last: Promise<unknown> = Promise.resolve();
    const cancels = [
      clock.after(FOLLOWED_MS, () => resolve('later')),
      clock.every(REPORT_EVERY_MS, () => {
        last = last
          .then(() => this.#showProgress())
          .catch((error: unknown) => log.debug('How far a playlist is could not be told.', { error }));
      }),
    ];
    let end: unknown;
    try {
      end = await Promise.race([this.#list.rest, later]);
    } finally {
      for (const cancel of cancels) cancel();
      await last;
    }
    await this.#use.answer(end === 'later' ? this.#laterText() : this.#doneText());
  }

  async #showProgress(): Promise<void> {
    const text = this.#loadingText();
    if (text === this.#shown) return;
    this.#shown = text;
    await this.#use.answer(text);
  }

  get #name(): string {
    return `**${safeText(this.#list.name) || '–'}**`;
  }

  #loadingText(): string {
    const { progress, total } = this.#list;
    return this.#use.texts.play.playlistLoading(this.#name, progress.added, total);
  }

  #laterText(): string {
    return `${this.#loadingText()}\n${this.#use.texts.play.playlistGoesOn}`;
  }

  #doneText(): string {
    const { texts, settings } = this.#use;
    const { progress, total } = this.#list;
    const { added, cached, skipped } = progress;
    return [
      texts.play.playlistDone(this.#name, added, cached),
      ...(skipped.length === 0 ? [] : [texts.play.playlistSkipped(skipped.length, reasonsText(skipped, texts))]),
      ...(total > settings.maxPlaylist ? [texts.play.playlistCut(total, settings.maxPlaylist)] : []),
    ].join('\n');
  }
}

/** Why songs were left out, the most frequent reason first. */
function reasonsText(skipped: ListProgress['skipped'], { play }: Texts): string {
  const counts = new Map<PlayProblem, number>();
  for (const { problem } of skipped) counts.set(problem, (counts.get(problem) ?? 0) + 1);
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([problem, count]) => `${count} × ${play.reasons[problem]}`)
    .join(', ');
}
