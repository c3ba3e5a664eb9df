import type { QueueTrack } from '../track/queue-track.ts';
import { ChunkList } from './chunk-list.ts';
import type { Line } from './line.ts';

/** Who asked for a track; undefined when nobody knows. */
export type RequesterOf = (track: QueueTrack) => string | undefined;

interface Turn {
  track: QueueTrack;
  readonly requester: string | undefined;
  /** Number of the round it is played in. */
  round: number;
}

/**
 * Round-robin by requester: in every round each requester who waits has one turn. A new track joins the round after
 * its requester's last one, and the round under way when the requester had no turn in it yet. This is start-time fair
 * queueing (Goyal, Vin and Cheng, 1996) with tracks for packets of equal length.
 *
 * Tracks without a requester share the turns of one.
 */
export class FairLine implements Line {
  readonly #requesterOf: RequesterOf;
  /** In the order of their rounds, unless that is to be counted anew. */
  #turns = new ChunkList<Turn>();
  /** The last round in which each requester has, or just had, a turn. */
  #lastRounds = new Map<string | undefined, number>();
  /** The turn that was taken last: its round is under way. */
  #taken: Turn | undefined;
  /** Tracks were put or removed elsewhere than at their turn. */
  #isRearranged = false;

  constructor(requesterOf: RequesterOf) {
    this.#requesterOf = requesterOf;
  }

  get length(): number {
    return this.#turns.length;
  }

  at(index: number): QueueTrack | undefined {
    return this.#turns.at(index)?.track;
  }

  slice(start: number, end: number): QueueTrack[] {
    return this.#turns.slice(start, end).map(({ track }) => track);
  }

  join(tracks: readonly QueueTrack[]): void {
    if (this.#isRearranged) this.#countRounds();
    for (const turn of this.#turnsOf(tracks)) this.#join(turn);
  }

  insert(index: number, tracks: readonly QueueTrack[]): void {
    this.#turns.insert(index, this.#turnsOf(tracks));
    this.#isRearranged = true;
  }

  set(index: number, track: QueueTrack): void {
    const turn = this.#turns.at(index);
    if (turn !== undefined) turn.track = track;
  }

  shift(): QueueTrack | undefined {
    const turn = this.#turns.removeAt(0);
    if (turn === undefined) return undefined;
    const isNextRound = turn.round > this.#round;
    this.#taken = turn;
    if (isNextRound) this.#forgetWhoLeft();
    return turn.track;
  }

  removeAt(index: number): QueueTrack | undefined {
    this.#isRearranged = true;
    return this.#turns.removeAt(index)?.track;
  }

  fill(tracks: readonly QueueTrack[]): void {
    this.#turns = new ChunkList(this.#turnsOf(tracks));
    this.#isRearranged = true;
  }

  *[Symbol.iterator](): Iterator<QueueTrack> {
    for (const { track } of this.#turns) yield track;
  }

  get #round(): number {
    return this.#taken?.round ?? 0;
  }

  #turnsOf(tracks: readonly QueueTrack[]): Turn[] {
    return tracks.map((track) => ({ track, requester: this.#requesterOf(track), round: 0 }));
  }

  #join(turn: Turn): void {
    const last = this.#lastRounds.get(turn.requester);
    turn.round = Math.max(this.#round, last === undefined ? 0 : last + 1);
    this.#lastRounds.set(turn.requester, turn.round);
    const place = this.#turns.partitionPoint(({ round }) => round <= turn.round);
    this.#turns.insert(place, [turn]);
  }

  /** Reads the rounds off an order that people made: one ends where a requester would have a second turn in it. */
  #countRounds(): void {
    let round = this.#round;
    let seen = new Set<string | undefined>();
    this.#lastRounds = new Map();
    const count = (turn: Turn): void => {
      if (seen.has(turn.requester)) {
        round += 1;
        seen = new Set();
      }
      seen.add(turn.requester);
      turn.round = round;
      this.#lastRounds.set(turn.requester, round);
    };
    if (this.#taken !== undefined) count(this.#taken);
    for (const turn of this.#turns) count(turn);
    this.#isRearranged = false;
  }

  /** Who had their last turn before the round under way waits no longer than a newcomer. */
  #forgetWhoLeft(): void {
    for (const [requester, round] of this.#lastRounds) if (round < this.#round) this.#lastRounds.delete(requester);
  }
}
