import type { JsonObject, TrackEndReason } from '@reprise/protocol';
import type { Playable } from '../track/playable.ts';
import { PlaceClock } from './position.ts';

/** How a track is played. */
export interface PlayingOptions {
  readonly now: () => number;
  /** Where to start, in milliseconds. */
  readonly startMs: number;
  /** Place at which it ends as if finished, in milliseconds. */
  readonly endMs: number | undefined;
  readonly rate: number;
  /** What it goes on with, after that broke. */
  readonly repairs?: Playing | undefined;
  /** It began in another process. */
  readonly isRestored?: boolean;
}

/** Key under which a playing's id travels with the track to the node and back. */
const TAG = 'reprise';
/** Key of the number of its stay at a node; the first one goes without. */
const STAY = 'repriseStay';

/**
 * One playing of a track, from its start to its end, on whichever nodes.
 *
 * Its id travels in the track's `userData` and comes back in events: a node writes the position into the encoded track, so
 * the track itself cannot be recognised, and the same one may be played twice in a row.
 */
export class Playing {
  readonly id: string;
  #track: Playable;
  /** Number of the stay at a node that holds; undefined when another process counted. */
  #stay: number | undefined;
  /** Number of the last stay that a node was asked for. */
  #lastStay = 0;
  readonly clock: PlaceClock;
  readonly endMs: number | undefined;
  /** It goes on with a song that broke, which is not tried once more. */
  readonly isRepair: boolean;
  /** The song had started before it broke. */
  readonly isContinuation: boolean;
  /** A node said that it started. */
  hasStarted = false;
  /** A node said so while it was being replaced or stopped here. */
  hasStartedUnheard = false;
  /** A node was told to take it up and has not said yet that it did. */
  isAwaited = false;
  /** It broke, or gave no sound. */
  hasFailed = false;
  /** Why it did. */
  whyFailed = '';
  /** How it ended at the node while it was being replaced or stopped here. */
  endedAs: TrackEndReason | undefined;
  /** It ended at the node, and what comes next is about to be decided. */
  isOver = false;
  /** A node took it up that did not know that it was over. */
  isPlayedOn = false;
  /** Its track waits at the end of the queue once more. */
  isQueuedAgain = false;

  constructor(id: string, track: Playable, { now, startMs, endMs, rate, repairs, isRestored }: PlayingOptions) {
    this.id = id;
    this.#track = track;
    this.endMs = endMs;
    this.#stay = isRestored ? undefined : 0;
    this.isRepair = repairs !== undefined;
    this.isContinuation = repairs?.hasStarted === true;
    const lengthMs = track.isStream || track.length <= 0 ? Number.POSITIVE_INFINITY : track.length;
    this.clock = new PlaceClock({ now, placeMs: startMs, rate, lengthMs });
  }

  get track(): Playable {
    return this.#track;
  }

  /** A node is about to be told to take it up, whatever another one or the same one does with it. */
  beginStay(): void {
    this.#lastStay += 1;
  }

  /** A node has it. @param toldId - Id of the playing that it was told of. */
  takenUp(toldId: string | undefined): void {
    if (toldId === this.id) this.#stay = this.#lastStay;
    if (this.isOver) this.isPlayedOn = toldId === this.id;
    else this.isAwaited = true;
  }

  /** The same song from another source, for a node that has not the one there was. */
  substitute(track: Playable): void {
    this.#track = track;
  }

  /** What travels with the track. */
  get userData(): JsonObject {
    const stay = this.#lastStay === 0 ? {} : { [STAY]: this.#lastStay };
    return { ...this.track.toJSON().userData, [TAG]: this.id, ...stay };
  }

  /** Whether a node speaks of it as it is played now, and not of an earlier stay. @param userData - What came back. */
  isMeantBy(userData: JsonObject | undefined): boolean {
    if (playingIdOf(userData) !== this.id) return false;
    const stay = userData?.[STAY] ?? 0;
    return this.#stay === undefined || stay === this.#stay || stay === this.#lastStay;
  }
}

/** The id of the playing that a track in a node's message belongs to; undefined when the node dropped it. */
export function playingIdOf(userData: JsonObject | undefined): string | undefined {
  const id = userData?.[TAG];
  return typeof id === 'string' ? id : undefined;
}
