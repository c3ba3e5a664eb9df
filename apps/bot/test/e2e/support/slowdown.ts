import { readFileSync } from 'node:fs';

/** Time that this thread had, and time that it waited for others on this machine, in nanoseconds. */
function scheduled(): readonly [ran: number, waited: number] {
  try {
    const [ran = 0, waited = 0] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ').map(Number);
    return [ran, waited];
  } catch {
    // Only Linux tells it; elsewhere nothing is held against the machine.
    return [1, 0];
  }
}

/** Begins to measure how many times slower this thread is than on a machine of its own; the function it answers tells. */
export function slowdown(): () => number {
  const [ranBefore, waitedBefore] = scheduled();
  return () => {
    const [ran, waited] = scheduled();
    return 1 + (waited - waitedBefore) / Math.max(1, ran - ranBefore);
  };
}
