import type { Clock } from '@reprise/clock';

const MINUTE_MS = 60_000;

/** Lets so many sends of a shard through in a minute; the others wait for the next one, in order. */
export class SendLimit {
  readonly #clock: Clock;
  readonly #perMinute: number;
  readonly #waiting: (() => void)[] = [];
  #left: number;
  #isCounting = false;

  constructor(clock: Clock, perMinute: number) {
    this.#clock = clock;
    this.#perMinute = perMinute;
    this.#left = perMinute;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Calls `send` now, or when it is its turn. */
  pass(send: () => void): void {
    this.#waiting.push(send);
    this.#release();
  }

  #release(): void {
    while (this.#left > 0) {
      const send = this.#waiting.shift();
      if (send === undefined) return;
      this.#left -= 1;
      this.#count();
      send();
    }
  }

  #count(): void {
    if (this.#isCounting) return;
    this.#isCounting = true;
    this.#clock.after(MINUTE_MS, () => {
      this.#isCounting = false;
      this.#left = this.#perMinute;
      this.#release();
    });
  }
}
