import type { ManualClock } from '@reprise/devkit';

/** Real milliseconds in which what was said on loopback has arrived, been answered and been taken in. */
const SETTLE_MS = 4;

/** Turns of the event loop in which it has, however busy the machine is: a frame takes a few on each side. */
const SETTLE_TURNS = 12;

/** Lets everything that is on its way arrive, while the clock stands. */
export async function settled(ms: number = SETTLE_MS): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  for (let turn = 0; turn < SETTLE_TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Moves the time on in steps, and lets what happens at each of them arrive. */
export async function pass(clock: ManualClock, ms: number, stepMs = 500): Promise<void> {
  for (let left = ms; left > 0; left -= stepMs) {
    clock.advance(Math.min(stepMs, left));
    await settled();
  }
}

/** Moves the time on until something holds. Answers how long that took by the clock. @throws Error when it does not within `withinMs`. */
export async function passUntil(
  clock: ManualClock,
  holds: () => boolean,
  { withinMs, stepMs = 100 }: { readonly withinMs: number; readonly stepMs?: number },
): Promise<number> {
  const startedAt = clock.now();
  await settled();
  while (!holds()) {
    if (clock.now() - startedAt >= withinMs) throw new Error(`It did not come to hold within ${withinMs} ms: ${holds}`);
    await pass(clock, stepMs, stepMs);
  }
  return clock.now() - startedAt;
}
