/** Undoes a timer. Calling it again, or after the timer fired, does nothing. */
export type Cancel = () => void;

/**
 * Where time and timers come from.
 *
 * Handing in another one lets a test move hours in a millisecond: everything that depends on time goes through it.
 *
 * @example
 * ```ts
 * import { AudioNode, type Clock, systemClock } from '@reprise/node';
 *
 * const hurried: Clock = { ...systemClock, every: (ms, run) => systemClock.every(ms / 10, run) };
 * const node = new AudioNode({ port: 0, clock: hurried });
 * ```
 */
export interface Clock {
  /** Milliseconds since 1970, whole ones. Must never run backwards. */
  now(): number;
  /** Calls `run` once, `ms` milliseconds from now. */
  after(ms: number, run: () => void): Cancel;
  /** Calls `run` every `ms` milliseconds, the first time `ms` from now. */
  every(ms: number, run: () => void): Cancel;
}

/** Node's timers hold 31 bits; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * The machine's clock. It does not follow jumps of the wall clock, so that a position never runs backwards.
 *
 * @example
 * ```ts
 * import { type Clock, systemClock } from '@reprise/node';
 *
 * const startedAt = systemClock.now();
 * const anHourLater: Clock = { ...systemClock, now: () => systemClock.now() + 3_600_000 };
 * const cancel = systemClock.every(60_000, () => console.log(`${anHourLater.now() - startedAt} ms`));
 * ```
 */
export const systemClock: Clock = {
  now: () => Math.round(performance.timeOrigin + performance.now()),
  after: (ms, run) => {
    const timer = setTimeout(run, Math.min(ms, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
  every: (ms, run) => {
    const timer = setInterval(run, Math.min(ms, LONGEST_TIMER_MS));
    return () => clearInterval(timer);
  },
};
