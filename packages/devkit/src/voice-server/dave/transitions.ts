import type { Cancel, Clock } from '@reprise/clock';

/** A change of the group for which members get ready. */
interface Transition {
  readonly awaited: Set<string>;
  readonly execute: () => void;
}

/** Who is not ready by then is not waited for. */
const PATIENCE_MS = 2_000;
/** Their numbers have 16 bits, and 0 is that of a new group. */
const MOST = 0xffff;

/** Lets changes take place when all members are ready. */
export class Transitions {
  readonly #clock: Clock;
  readonly #open = new Map<number, Transition>();
  readonly #timers = new Map<number, Cancel>();
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The number of the next one. */
  next(): number {
    this.#last = (this.#last % MOST) + 1;
    return this.#last;
  }

  /** Executes it when all of these members are ready. */
  begin(id: number, userIds: readonly string[], execute: () => void): void {
    this.#open.set(id, { awaited: new Set(userIds), execute });
    this.#timers.set(
      id,
      this.#clock.after(PATIENCE_MS, () => this.#execute(id)),
    );
  }

  ready(id: number, userId: string): void {
    const transition = this.#open.get(id);
    transition?.awaited.delete(userId);
    if (transition?.awaited.size === 0) this.#execute(id);
  }

  /** Nobody waits for them any more. */
  left(userId: string): void {
    for (const id of [...this.#open.keys()]) this.ready(id, userId);
  }

  clear(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#open.clear();
  }

  #execute(id: number): void {
    const transition = this.#open.get(id);
    this.#timers.get(id)?.();
    this.#timers.delete(id);
    this.#open.delete(id);
    transition?.execute();
  }
}
