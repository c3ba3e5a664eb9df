import { setTimeout as after } from 'node:timers/promises';

/** Asks again and again until the answer is yes. False when it was not within `withinMs`. */
export async function until(withinMs: number, everyMs: number, ask: () => Promise<boolean>): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    if (await ask()) return true;
    if (performance.now() + everyMs > deadline) return false;
    await after(everyMs);
  }
}
