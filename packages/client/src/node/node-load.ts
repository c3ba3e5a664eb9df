import type { Stats } from '@reprise/protocol';
import { penaltyOf } from './penalty.ts';

/** Statistics come each minute; after two that did not come nobody knows the load. */
const STALE_AFTER_MS = 130_000;
/** As often as statistics would, what was placed begins anew on a node that sends none. */
const PLACED_FOR_MS = 60_000;

/**
 * What is known of a node's load: its last statistics, and what this client has given it since.
 *
 * Without the second, everything that happens between two statistics would go to the one node that looked best in the
 * first (lavalink-devs/lavalink-client#28 shows the saw-tooth).
 */
export class NodeLoad {
  readonly #now: () => number;
  #stats: Stats | undefined;
  #statsAt = 0;
  #placed = 0;
  #placedSince = 0;

  /** @param now - Monotonic clock, in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The last statistics, however old. */
  get stats(): Stats | undefined {
    return this.#stats;
  }

  /** Work given to the node since its last statistics, in players. */
  get placed(): number {
    return this.#now() - this.#placedSince > PLACED_FOR_MS ? 0 : this.#placed;
  }

  /** Penalty by the last statistics; undefined when there are none, or none of late. */
  get penalty(): number | undefined {
    if (this.#stats === undefined || this.#now() - this.#statsAt > STALE_AFTER_MS) return undefined;
    return penaltyOf(this.#stats);
  }

  /** @internal Work was given to the node. @param weight - What it weighs beside a playing player. */
  place(weight: number): void {
    const placed = this.placed;
    if (placed === 0) this.#placedSince = this.#now();
    this.#placed = placed + weight;
  }

  /** @internal New statistics, which hold what was placed before them. */
  report(stats: Stats): void {
    this.#stats = stats;
    this.#statsAt = this.#now();
    this.#placed = 0;
  }

  /** @internal The node is another one now: nothing is known of it. */
  forget(): void {
    this.#stats = undefined;
    this.#placed = 0;
  }
}
