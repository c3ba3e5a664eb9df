/** Works in slices of a millisecond or two. */
export interface TurnTaker {
  /** Does one slice. Whoever has more to do asks for another turn. */
  turn(): void;
}

/** Slices that are done before messages and files have their turn again. */
const ROUND_MS = 8;

/** Lets streams work in turns, in the order they ask: none waits for more than a slice of each other. */
export class Turns {
  readonly #waiting = new Set<TurnTaker>();
  #isDue = false;

  /** Asks for a turn; asking twice is as good as once. */
  ask(taker: TurnTaker): void {
    this.#waiting.add(taker);
    this.#schedule();
  }

  /** Takes back what was asked. */
  leave(taker: TurnTaker): void {
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
    for (const taker of [...this.#waiting]) {
      if (!this.#waiting.delete(taker)) continue;
      taker.turn();
      if (performance.now() >= until) break;
    }
    if (this.#waiting.size > 0) this.#schedule();
  }
}
