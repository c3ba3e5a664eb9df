import type { Playable } from './playable.ts';
import type { UnresolvedTrack } from './unresolved-track.ts';

/**
 * What a queue holds: a track that can be played, or one that is only known by what to look for. `isResolved` tells
 * them apart; both can be shown alike.
 *
 * @example
 * ```ts
 * import type { QueueTrack } from 'reprise';
 *
 * export const line = ({ title, author, isResolved }: QueueTrack): string =>
 *   `${title} by ${author}${isResolved ? '' : ' (looked up when its turn comes)'}`;
 * ```
 */
export type QueueTrack = Playable | UnresolvedTrack;

/** Whether both are the same track. */
export function sameTrack(one: QueueTrack, other: QueueTrack): boolean {
  if (one.isResolved) return other.isResolved ? samePlayable(one, other) : answersTo(one).includes(wantedOf(other));
  return other.isResolved ? sameTrack(other, one) : wantedOf(one) === wantedOf(other);
}

/** Tracks of which none is the same as another. */
export class DistinctTracks {
  readonly #playables = new Set<string>();
  /** What playables that were added answer to. */
  readonly #answers = new Set<string>();
  readonly #wanted = new Set<string>();

  /** Adds a track, unless the same one is there. @returns Whether it was added. */
  add(track: QueueTrack): boolean {
    return track.isResolved ? this.#addPlayable(track) : this.#addUnresolved(track);
  }

  #addPlayable(track: Playable): boolean {
    const keys = [idOf(track), `encoded ${track.encoded}`];
    const answers = answersTo(track);
    if (keys.some((key) => this.#playables.has(key)) || answers.some((key) => this.#wanted.has(key))) return false;
    for (const key of keys) this.#playables.add(key);
    for (const key of answers) this.#answers.add(key);
    return true;
  }

  #addUnresolved(track: UnresolvedTrack): boolean {
    const key = wantedOf(track);
    if (this.#wanted.has(key) || this.#answers.has(key)) return false;
    this.#wanted.add(key);
    return true;
  }
}

function samePlayable(one: Playable, other: Playable): boolean {
  return one.encoded === other.encoded || idOf(one) === idOf(other);
}

/** An id is unique within its source only. */
function idOf({ source, identifier }: Playable): string {
  return `id ${source}:${identifier}`;
}

/** What an unresolved track is told by: the surest thing that is known of it. */
function wantedOf({ uri, isrc, author, title }: UnresolvedTrack): string {
  if (uri !== null) return `uri ${uri}`;
  return isrc === null ? nameOf(author, title) : isrcOf(isrc);
}

function answersTo({ uri, isrc, author, title }: Playable): string[] {
  const answers = [nameOf(author, title)];
  if (uri !== null) answers.push(`uri ${uri}`);
  if (isrc !== null) answers.push(isrcOf(isrc));
  return answers;
}

function isrcOf(isrc: string): string {
  return `isrc ${isrc.replaceAll('-', '').toUpperCase()}`;
}

function nameOf(author: string, title: string): string {
  return `name ${folded(author)}\0${folded(title)}`;
}

function folded(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
