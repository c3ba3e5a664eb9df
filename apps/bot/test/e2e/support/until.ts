import type { ManualClock } from '@reprise/devkit';

/** Waits until something is there: what crosses a socket takes its moment. @throws Error that says what was not there in time. */
export async function until<T>(what: string, find: () => T | undefined | false, withinMs = 5_000): Promise<T> {
  const startedAt = performance.now();
  for (;;) {
    const found = find();
    if (found !== undefined && found !== false) return found;
    if (performance.now() - startedAt > withinMs) throw new Error(`Not in ${withinMs} ms: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Moves the clock in steps that are short enough for the nodes to show signs of life between them. */
export async function pass(clock: ManualClock, ms: number): Promise<void> {
  for (let passedMs = 0; passedMs < ms; passedMs += 4_000) {
    clock.advance(Math.min(4_000, ms - passedMs));
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}

/** Lets what was sent arrive, and what was not sent not. */
export async function aWhile(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 100));
}
