import type { Cancel, Clock } from '@reprise/clock';

interface Timer {
  at: number;
  readonly run: () => void;
  readonly everyMs: number | undefined;
}

/** Some day in 2027. */
const START = 1_800_000_000_000;

/**
 * A clock that stands still until it is moved. Timers on the way fire at their time and in their order.
 *
 * Hand it to whatever takes a clock: an `AudioNode`, the fakes of this package, a pool. What crosses a socket still takes
 * its real moment, so let it arrive before the clock is moved on.
 *
 * @example
 * ```ts
 * import { ManualClock } from '@reprise/devkit';
 * import { AudioNode } from '@reprise/node';
 *
 * const clock = new ManualClock();
 * await using node = new AudioNode({ port: 0, clock });
 * await node.start();
 * clock.advance(60_000); // a minute later: the node has sent its statistics
 * ```
 */
export class ManualClock implements Clock {
  #now: number;
  readonly #timers = new Set<Timer>();

  /** `now` is where it starts, in milliseconds since 1970. */
  constructor(now: number = START) {
    this.#now = now;
  }

  /** How many timers wait; 0 says that nothing was left behind. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#now;
  }

  /** Calls `run` once, when the clock is moved `ms` milliseconds on. */
  after(ms: number, run: () => void): Cancel {
    return this.#add({ at: this.#now + ms, run, everyMs: undefined });
  }

  /** Calls `run` each time the clock is moved `ms` milliseconds on. */
  every(ms: number, run: () => void): Cancel {
    return this.#add({ at: this.#now + ms, run, everyMs: ms });
  }

  /** Moves on by `ms` milliseconds, running what comes due at the time it is due. */
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

  /** The timer that is due first, the oldest of several, if it is due by `end`. */
  #next(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers)
      if (timer.at <= end && (first === undefined || timer.at < first.at)) first = timer;
    return first;
  }

  #add(timer: Timer): Cancel {
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }
}
