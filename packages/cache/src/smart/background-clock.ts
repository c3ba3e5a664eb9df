import { type Clock, systemClock } from '@reprise/clock';

/** The machine's clock with timers that do not keep a process alive: nobody waits for what they do. */
export const backgroundClock: Clock = {
  // With its fractions: a hit takes less than a millisecond.
  now: () => performance.timeOrigin + performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
  every: (ms, run) => {
    const timer = setInterval(run, ms).unref();
    return () => clearInterval(timer);
  },
};

/** The machine's clock, for what somebody waits for. */
export const foregroundClock: Clock = { ...systemClock, now: backgroundClock.now };
