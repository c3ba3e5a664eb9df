/** Answers that are remembered. */
const REMEMBERED = 100;
/** Fewer say nothing of what is usual. */
const ENOUGH = 20;
const LATE = 0.95;
/** Extra calls for each call. */
const EXTRA = 0.05;
/** Extra calls that may be saved up for a bad moment. */
const MOST_SAVED = 10;

/**
 * Decides when a search that takes unusually long is given to a second node too.
 *
 * That is when 95 of the last 100 answers came sooner, and for at most one call in twenty: when all nodes are slow, more
 * calls would only make them slower (Dean and Barroso, "The Tail at Scale", 2013).
 */
export class Hedge {
  readonly #tookMs: number[] = [];
  #next = 0;
  #saved = 0;

  /** Milliseconds after which an answer is late; undefined while too little is known. */
  get lateAfterMs(): number | undefined {
    if (this.#tookMs.length < ENOUGH) return undefined;
    const sorted = this.#tookMs.toSorted((a, b) => a - b);
    return sorted[Math.ceil(sorted.length * LATE) - 1];
  }

  /** A call is made that would be made anyway. */
  called(): void {
    this.#saved = Math.min(MOST_SAVED, this.#saved + EXTRA);
  }

  /** An answer came. */
  answered(tookMs: number): void {
    this.#tookMs[this.#next] = tookMs;
    this.#next = (this.#next + 1) % REMEMBERED;
  }

  /** Takes an extra call. False when there have been enough. */
  takeExtra(): boolean {
    // What is added up in twentieths never is quite one.
    if (this.#saved < 1 - 1e-9) return false;
    this.#saved -= 1;
    return true;
  }
}
