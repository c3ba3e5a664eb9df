/** A command that waits for its turn. */
interface Waiting {
  readonly run: () => Promise<void>;
  /** It follows from what has happened. */
  readonly isDue: boolean;
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
    return this.#add(command, false);
  }

  /** Runs a command that follows from what has happened: before all that somebody wants, after those of its kind. */
  runNext<T>(command: () => Promise<T>): Promise<T> {
    return this.#add(command, true);
  }

  #add<T>(command: () => Promise<T>, isDue: boolean): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const run = async (): Promise<void> => {
      // Within, so that a command that throws before its first wait does not take the lane with it.
      try {
        resolve(await command());
      } catch (error) {
        reject(error);
      }
    };
    if (this.#waiting === undefined) {
      this.#waiting = [{ run, isDue }];
      void this.#work(this.#waiting);
    } else {
      const wanted = isDue ? this.#waiting.findIndex((waiting) => !waiting.isDue) : -1;
      this.#waiting.splice(wanted < 0 ? this.#waiting.length : wanted, 0, { run, isDue });
    }
    return promise;
  }

  async #work(waiting: Waiting[]): Promise<void> {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next.run();
    // Most guilds are idle most of the time: nothing is kept for them.
    this.#waiting = undefined;
  }
}
