/** Watches for how long each turn of the event loop lasts: nothing else can come in between. */
export class LoopTurns {
  readonly #turnsMs: number[] = [];
  #isOver = false;

  constructor() {
    let before = usedMs();
    const turn = (): void => {
      const now = usedMs();
      this.#turnsMs.push(now - before);
      before = now;
      if (!this.#isOver) setImmediate(turn);
    };
    setImmediate(turn);
  }

  /** The longest turn so far, in milliseconds. */
  get longestMs(): number {
    return Math.max(0, ...this.#turnsMs);
  }

  end(): void {
    this.#isOver = true;
  }
}

/** Time that this thread has worked: what else the machine does would count as delay by the clock. */
function usedMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
