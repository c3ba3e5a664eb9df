import type { Cancel, Clock } from '@reprise/clock';

/** What {@link IdleWarming} needs. */
export interface IdleWarmingOptions {
  /** Time without a use of the bot after which it begins, in milliseconds. */
  readonly afterMs: number;
  readonly clock: Clock;
  /** Does it. Must not reject. */
  readonly warm: () => Promise<void>;
}

/** Begins once, when nobody has used the bot for a while after the start: warming must not be in anybody's way. */
export class IdleWarming {
  readonly #options: IdleWarmingOptions;
  #cancel: Cancel | undefined;
  #work: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(options: IdleWarmingOptions) {
    this.#options = options;
  }

  /** Begins to wait. */
  start(): void {
    this.#wait();
  }

  /** Somebody uses the bot: waits anew, if it has not begun. */
  noteUse(): void {
    if (this.#cancel !== undefined) this.#wait();
  }

  /** Does not begin any more. @returns When what was begun is over: whoever began it ends it by its own signal. */
  stop(): Promise<void> {
    this.#isOver = true;
    this.#cancel?.();
    this.#cancel = undefined;
    return this.#work;
  }

  #wait(): void {
    const { clock, afterMs, warm } = this.#options;
    this.#cancel?.();
    if (this.#isOver) return;
    this.#cancel = clock.after(afterMs, () => {
      this.#cancel = undefined;
      this.#work = warm();
    });
  }
}
