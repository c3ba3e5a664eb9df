/** Lets things that take time happen one after the other, in the order they were asked for. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Does `change` when all before it are done, however they went. */
  take(change: () => Promise<void>): Promise<void> {
    const done = this.#last.then(change);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
