import { flag, knownOptions, text } from '@reprise/options';
import { QueueFullError } from '../errors/queue-errors.ts';
import { Playable } from '../track/playable.ts';
import type { QueueTrack } from '../track/queue-track.ts';
import { UnresolvedTrack } from '../track/unresolved-track.ts';

/** What can be put into a queue: a track, or any list of them; a {@link Playlist} is one. */
export type QueueInput = QueueTrack | Iterable<QueueTrack>;

/** Options of {@link Queue.put}, {@link Queue.putAt} and {@link Queue.putNext}. */
export interface PutOptions {
  /** All of the tracks or none. Otherwise as many as fit, and without what is no track. @defaultValue true */
  readonly atomic?: boolean;
  /** Who asked for them: written into the `userData.requesterId` of each. */
  readonly requesterId?: string;
}

/** @throws TypeError naming the option that is wrong. */
export function checkedPutOptions(options: PutOptions): PutOptions {
  knownOptions('Queue.put', options, ['atomic', 'requesterId']);
  if (options.atomic !== undefined) flag('atomic', options.atomic);
  if (options.requesterId !== undefined) text('requesterId', options.requesterId);
  return options;
}

/** How much room there is. */
export interface Room {
  readonly maxSize: number;
  readonly waiting: number;
}

/**
 * The tracks of `input` that may come in.
 *
 * @throws TypeError for what is no track and {@link QueueFullError} for what does not fit, when `atomic`.
 */
export function admitted(input: QueueInput, { maxSize, waiting }: Room, atomic: boolean): QueueTrack[] {
  const tracks: QueueTrack[] = [];
  for (const track of listOf(input)) {
    if (!isTrack(track)) {
      if (atomic) throw wrong(`tracks[${tracks.length}]`, 'a Playable or an UnresolvedTrack', track);
    } else if (waiting + tracks.length < maxSize) tracks.push(track);
    else if (atomic) throw new QueueFullError(maxSize, waiting);
    // Without looking at what follows: the list may have no end.
    else break;
  }
  return tracks;
}

function listOf(input: QueueInput): Iterable<unknown> {
  if (isTrack(input)) return [input];
  if (typeof input === 'object' && input !== null && Symbol.iterator in input) return input;
  throw wrong('tracks', 'a Playable, an UnresolvedTrack, or a list of them', input);
}

function isTrack(value: unknown): value is QueueTrack {
  return value instanceof Playable || value instanceof UnresolvedTrack;
}

function wrong(name: string, expected: string, value: unknown): TypeError {
  return new TypeError(`${name} must be ${expected}, but is ${value === null ? 'null' : `of type ${typeof value}`}.`);
}
