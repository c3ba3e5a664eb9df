import type { Cancel, Clock } from '@reprise/clock';

/** Discord takes 120 messages a minute of a shard: a third of them stays for what people ask for. */
export const BETWEEN_JOINS_MS = 750;

/** Begins one thing after the other with a pause between, however long each takes: the first at once. */
export class PacedLine {
  readonly #clock: Clock;
  readonly #pauseMs: number;
  readonly #waiting: (() => void)[] = [];
  #cancel: Cancel | undefined;

  /** @param pauseMs - From one beginning to the next, in milliseconds. */
  constructor(clock: Clock, pauseMs: number) {
    this.#clock = clock;
    this.#pauseMs = pauseMs;
  }

  /** Puts something at the end. @param begin - Must not throw. */
  add(begin: () => void): void {
    this.#waiting.push(begin);
    if (this.#cancel === undefined) this.#next();
  }

  /** Begins nothing more. */
  close(): void {
    this.#waiting.length = 0;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #next(): void {
    const begin = this.#waiting.shift();
    this.#cancel = begin && this.#clock.after(this.#pauseMs, () => this.#next());
    begin?.();
  }
}
