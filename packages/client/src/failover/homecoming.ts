import type { Clock } from '@reprise/clock';
import type { Node } from '../node/node.ts';
import { hasSource } from '../node/node-registry.ts';
import type { PlayerHomes } from './player-homes.ts';

/** A player that was moved is left where it is for so long. */
const SETTLED_AFTER_MS = 60_000;
/** Moves are counted over so long, and a player that was moved more than once in it stays away from a node that goes and comes. */
const COUNTED_OVER_MS = 600_000;
const MOST_MOVES_BEFORE = 1;

/**
 * The way of a player back to the node that it was taken from when that was lost or drained, so that a node that is
 * back has its share of the work again.
 *
 * It goes between two tracks only, where nobody hears it, and by itself at most once in ten minutes.
 */
export class Homecoming {
  readonly #homes: PlayerHomes;
  readonly #clock: Clock;
  #home: Node | undefined;
  /** When it was moved of late: most players never are. */
  #movedAt: readonly number[] = NEVER;

  constructor(homes: PlayerHomes, clock: Clock) {
    this.#homes = homes;
    this.#clock = clock;
  }

  /** It was moved. Only what it did not leave by its own will is a home. */
  moved(from: Node, to: Node): void {
    const wasTaken = !from.isAvailable || from.isDraining;
    if (!wasTaken || to === this.#home) this.#home = undefined;
    else this.#home ??= from;
    this.#movedAt = [...this.#recentMoves(), this.#clock.now()];
  }

  /** The node to go back to now, its place there taken; undefined when it stays where it is. */
  takeWay(from: Node, source: string): Node | undefined {
    const home = this.#home;
    if (home === undefined || !this.#mayMove() || !hasSource(home, source)) return undefined;
    return this.#homes.exchange(from, home) ? home : undefined;
  }

  /** The node did not take it. */
  giveUp(): void {
    this.#home = undefined;
  }

  #mayMove(): boolean {
    const moves = this.#recentMoves();
    const last = moves.at(-1) ?? Number.NEGATIVE_INFINITY;
    return moves.length <= MOST_MOVES_BEFORE && this.#clock.now() - last >= SETTLED_AFTER_MS;
  }

  #recentMoves(): readonly number[] {
    const now = this.#clock.now();
    return this.#movedAt.filter((at) => now - at < COUNTED_OVER_MS);
  }
}

const NEVER: readonly number[] = [];
