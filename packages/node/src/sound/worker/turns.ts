/** Works in slices of some milliseconds. */
export interface TurnTaker {
  /** Whether it is about to be late. */
  readonly isUrgent: boolean;
  /** Does one slice. Whoever has more to do asks for another turn. */
  turn(): void;
}

/** Slices that are done before messages and files have their turn again. */
const ROUND_MS = 8;

/** Lets streams work in turns: the urgent ones first, else in the order they ask, so that none waits for more than a slice of each other. */
export class Turns {
  readonly #urgent = new Set<TurnTaker>();
  readonly #waiting = new Set<TurnTaker>();
  #isDue = false;

  /** Asks for a turn; asking twice is as good as once. */
  ask(taker: TurnTaker): void {
    if (taker.isUrgent) {
      this.#waiting.delete(taker);
      this.#urgent.add(taker);
    } else if (!this.#urgent.has(taker)) {
      this.#waiting.add(taker);
    }
    this.#schedule();
  }

  /** Takes back what was asked. */
  leave(taker: TurnTaker): void {
    this.#urgent.delete(taker);
    this.#waiting.delete(taker);
  }

  #schedule(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => this.#round());
  }

  #round(): void {
    this.#isDue = false;
    const until = performance.now() + ROUND_MS;
    for (let taker = this.#next(); taker !== undefined; taker = this.#next()) {
      this.leave(taker);
      taker.turn();
      if (performance.now() >= until) break;
    }
    if (this.#next() !== undefined) this.#schedule();
  }

  #next(): TurnTaker | undefined {
    for (const taker of this.#urgent) return taker;
    for (const taker of this.#waiting) return taker;
    return undefined;
  }
}
