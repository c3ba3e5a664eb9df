import type { Cancel, Clock } from '@reprise/node';

interface Timer {
  at: number;
  readonly run: () => void;
  readonly everyMs: number | undefined;
}

/** A clock that stands still until it is moved; timers on the way fire in their order. */
export class ManualClock implements Clock {
  #now: number;
  readonly #timers = new Set<Timer>();

  constructor(now = 1_800_000_000_000) {
    this.#now = now;
  }

  /** How many timers wait; 0 says that nothing was left behind. */
  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): Cancel {
    return this.#add({ at: this.#now + ms, run, everyMs: undefined });
  }

  every(ms: number, run: () => void): Cancel {
    return this.#add({ at: this.#now + ms, run, everyMs: ms });
  }

  /** Moves on, running what comes due at the time it is due. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.at);
      if (next.everyMs === undefined) this.#timers.delete(next);
      else next.at += next.everyMs;
      next.run();
    }
    this.#now = end;
  }

  #next(end: number): Timer | undefined {
    const due = [...this.#timers].filter((timer) => timer.at <= end);
    return due.sort((a, b) => a.at - b.at)[0];
  }

  #add(timer: Timer): Cancel {
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }
}
