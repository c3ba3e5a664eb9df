/** The pause before the second restart in a row; each further one is twice as long. */
const SHORTEST_MS = 1_000;
const LONGEST_MS = 30_000;

/** One that lived this long was well: what ends it is something new. */
const WELL_AFTER_MS = 60_000;

/** How long to wait before a process that ended is started again: not at all at first, then longer and longer. */
export class RestartPauses {
  #endings = 0;

  /** @param livedMs - How long the process lived; 0 for one that did not start. @returns Milliseconds. */
  next(livedMs: number): number {
    if (livedMs >= WELL_AFTER_MS) this.#endings = 0;
    this.#endings += 1;
    return this.#endings === 1 ? 0 : Math.min(LONGEST_MS, SHORTEST_MS * 2 ** (this.#endings - 2));
  }
}
