import type { Cancel, Clock } from '@reprise/clock';

/** Calls back some time after there is something to do, and again while there is. Costs nothing while there is not. */
export class Sweeper {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  /** Answers whether there is more to do later. */
  readonly #sweep: () => Promise<boolean>;
  #cancel: Cancel | undefined;
  #isClosed = false;

  /** An interval of 0 is never. */
  constructor(clock: Clock, intervalMs: number, sweep: () => Promise<boolean>) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#sweep = sweep;
  }

  /** There is something to do. */
  arm(): void {
    if (this.#intervalMs === 0 || this.#isClosed) return;
    this.#cancel ??= this.#clock.after(this.#intervalMs, () => void this.#run());
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel?.();
  }

  async #run(): Promise<void> {
    const isMore = await this.#sweep();
    this.#cancel = undefined;
    if (isMore) this.arm();
  }
}
