import { safeText } from '../display/safe-text.ts';
import { tookText } from '../display/time-text.ts';
import type { ListProgress, Played, PlayedList } from '../playback/play-outcome.ts';
import type { PlayProblem } from '../playback/play-problem.ts';
import type { Texts } from '../texts/texts.ts';
import type { CommandUse } from './command-use.ts';

/** Time between two reports of how far a playlist is, in milliseconds: Discord limits changes of a message. */
const REPORT_EVERY_MS = 2_000;

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

  constructor(use: CommandUse, list: PlayedList) {
    this.#use = use;
    this.#list = list;
  }

  /** Reports until the last song is dealt with. */
  async follow(): Promise<void> {
    const { clock, log } = this.#use.services;
    let last: Promise<unknown> = Promise.resolve();
    const cancel = clock.every(REPORT_EVERY_MS, () => {
      last = last
        .then(() => this.#use.answer(this.#loadingText()))
        .catch((error: unknown) => log.debug('How far a playlist is could not be told.', { error }));
    });
    try {
      await this.#list.rest;
    } finally {
      cancel();
      await last;
    }
    await this.#use.answer(this.#doneText());
  }

  get #name(): string {
    return `**${safeText(this.#list.name) || '–'}**`;
  }

  #loadingText(): string {
    const { progress, total } = this.#list;
    return this.#use.texts.play.playlistLoading(this.#name, progress.added, total);
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
