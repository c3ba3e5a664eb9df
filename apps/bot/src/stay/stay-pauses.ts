/** Waits before each further try to come back, in milliseconds; the last one is repeated. */
const PAUSES_MS = [10_000, 30_000, 60_000, 120_000, 300_000, 600_000];
/** After so long without trouble it is counted anew. Longer than the longest pause. */
const QUIET_MS = 900_000;

/** How long to wait before the bot tries again to be where it stays: longer and longer. */
export class StayPauses {
  #tries = 0;
  #troubleAt = Number.NEGATIVE_INFINITY;

  /** Counts a trouble. @param now - Milliseconds. @returns How long to wait, in milliseconds, and whether it is the first trouble in a row. */
  next(now: number): { readonly ms: number; readonly isFirst: boolean } {
    if (now - this.#troubleAt > QUIET_MS) this.#tries = 0;
    this.#troubleAt = now;
    const ms = PAUSES_MS[Math.min(this.#tries, PAUSES_MS.length - 1)] ?? QUIET_MS;
    this.#tries += 1;
    return { ms, isFirst: this.#tries === 1 };
  }
}
