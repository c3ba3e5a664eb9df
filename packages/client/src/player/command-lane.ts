/** A command that waits for its turn. */
interface Waiting {
  readonly run: () => Promise<void>;
}

/**
 * Runs the commands of one guild one after the other, in the order in which they were given.
 *
 * A command that fails fails for whoever gave it, and the next one runs all the same.
 */
export class CommandLane {
  #waiting: Waiting[] | undefined;

  /** Whether a command runs or waits. */
  get isBusy(): boolean {
    return this.#waiting !== undefined;
  }

  /** Runs a command after all that were given before it. */
  run<T>(command: () => Promise<T>): Promise<T> {
    return this.#add(command, (waiting, entry) => waiting.push(entry));
  }

  /** Runs a command before all that wait: what has happened already goes before what somebody wants. */
  runNext<T>(command: () => Promise<T>): Promise<T> {
    return this.#add(command, (waiting, entry) => waiting.unshift(entry));
  }

  #add<T>(command: () => Promise<T>, place: (waiting: Waiting[], entry: Waiting) => void): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const entry: Waiting = {
      run: async () => {
        // Within, so that a command that throws before its first wait does not take the lane with it.
        try {
          resolve(await command());
        } catch (error) {
          reject(error);
        }
      },
    };
    if (this.#waiting === undefined) {
      this.#waiting = [entry];
      void this.#work(this.#waiting);
    } else place(this.#waiting, entry);
    return promise;
  }

  async #work(waiting: Waiting[]): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next.run();
    // Most guilds are idle most of the time: nothing is kept for them.
    this.#waiting = undefined;
  }
}
