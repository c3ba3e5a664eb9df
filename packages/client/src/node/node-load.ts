import type { Stats } from '@reprise/protocol';
import { penaltyOf } from './penalty.ts';

/** Statistics come each minute; after two that did not come nobody knows the load. */
const STALE_AFTER_MS = 130_000;
/** As often as statistics would, what was placed begins anew on a node that sends none. */
const PLACED_FOR_MS = 60_000;

/** A node that was lost and is back gets this share of the work at first, and all of its share after a while. */
const FIRST_SHARE = 0.1;
const SLOW_START_MS = 30_000;
/** A node that was lost again and again is left without players for this long, doubled with each further loss. */
const EJECTION_STEP_MS = 10_000;
const LONGEST_EJECTION_MS = 300_000;
/** Losses further back than this are forgotten. */
const REMEMBERED_MS = 600_000;

/**
 * What is known of a node's load: its last statistics, and what this client has given it since.
 *
 * Without the second, everything that happens between two statistics would go to the one node that looked best in the
 * first (lavalink-devs/lavalink-client#28 shows the saw-tooth).
 *
 * @example
 * ```ts
 * import { Pool } from 'reprise';
 *
 * for (const { identifier, load } of Pool.nodes().values()) {
 *   console.log(identifier, load.penalty, load.stats?.playingPlayers);
 * }
 * ```
 */
export class NodeLoad {
  readonly #now: () => number;
  #stats: Stats | undefined;
  #statsAt = 0;
  #placed = 0;
  #placedSince = 0;
  /** When it came back from being lost, each time. */
  #returns: number[] = [];

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

  /** The share of the work it gets beside its peers, up to 1: a node that is just back starts slowly. */
  get share(): number {
    const since = this.#now() - (this.#returns.at(-1) ?? Number.NEGATIVE_INFINITY);
    return Math.min(1, FIRST_SHARE + (1 - FIRST_SHARE) * (since / SLOW_START_MS));
  }

  /** Whether it was lost so often of late that its peers are to be preferred, whatever their load. */
  get isEjected(): boolean {
    const now = this.#now();
    const returns = this.#returns.filter((at) => now - at < REMEMBERED_MS);
    const last = returns.at(-1);
    if (last === undefined || returns.length < 2) return false;
    return now - last < Math.min(LONGEST_EJECTION_MS, EJECTION_STEP_MS * 2 ** (returns.length - 1));
  }

  /** @internal It was lost and is back. */
  cameBack(): void {
    const now = this.#now();
    this.#returns = [...this.#returns.filter((at) => now - at < REMEMBERED_MS), now];
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
