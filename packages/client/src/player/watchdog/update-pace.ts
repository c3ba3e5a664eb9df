/** What a real Lavalink waits between two updates of a player, unless it is told otherwise. */
const USUAL_MS = 5_000;
/** The shortest interval that a real Lavalink takes. What comes sooner was sent for another reason, as after a seek. */
const SHORTEST_MS = 1_000;
/** Gaps that are looked at together. */
const BATCH = 5;

/** How often a node tells where its players are: learned from its updates, as the protocol does not say it. */
export class UpdatePace {
  #gaps: number[] = [];
  #intervalMs: number | undefined;

  /** Whether the node tells it by itself at all: NodeLink does not. */
  get isKnown(): boolean {
    return this.#intervalMs !== undefined;
  }

  /** Milliseconds; 5 s until it is known. */
  get intervalMs(): number {
    return this.#intervalMs ?? USUAL_MS;
  }

  /** So much time was between two updates of a player that played on undisturbed. Milliseconds. */
  add(gapMs: number): void {
    if (gapMs < SHORTEST_MS / 2) return;
    this.#gaps.push(gapMs);
    if (this.#gaps.length < BATCH) return;
    // The middle one is neither an update out of turn nor one that was held up.
    const middle = this.#gaps.sort((a, b) => a - b)[Math.floor(BATCH / 2)] ?? USUAL_MS;
    this.#intervalMs = Math.max(SHORTEST_MS, middle);
    this.#gaps = [];
  }
}
