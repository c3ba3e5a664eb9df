/** Works in slices of a millisecond or two. */
export interface Worker {
  /** Does one slice. Whoever has more to do asks for another turn. */
  turn(): void;
}

/** Slices that are done before messages and files have their turn again. */
const ROUND_MS = 8;

/** Lets streams work in turns, in the order they ask: none waits for more than a slice of each other. */
export class Turns {
  readonly #waiting = new Set<Worker>();
  #isDue = false;

  /** Asks for a turn; asking twice is as good as once. */
  ask(worker: Worker): void {
    this.#waiting.add(worker);
    this.#schedule();
  }

  /** Takes back what was asked. */
  leave(worker: Worker): void {
    this.#waiting.delete(worker);
  }

  #schedule(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => this.#round());
  }

  #round(): void {
    this.#isDue = false;
    const until = performance.now() + ROUND_MS;
    for (const worker of [...this.#waiting]) {
      if (!this.#waiting.delete(worker)) continue;
      worker.turn();
      if (performance.now() >= until) break;
    }
    if (this.#waiting.size > 0) this.#schedule();
  }
}
