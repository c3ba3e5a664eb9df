/** Work about one thing is done in the order in which it was given, about different things side by side. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** Does `work` after all that was given for `id` before, however that ended. */
  run<T>(id: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#last.get(id) ?? Promise.resolve()).then(work);
    const ended = turn
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        if (this.#last.get(id) === ended) this.#last.delete(id);
      });
    this.#last.set(id, ended);
    return turn;
  }

  /** Resolves when all that was given has ended. */
  async settled(): Promise<void> {
    while (this.#last.size > 0) await Promise.all(this.#last.values());
  }
}
