import type { Clock } from '@reprise/clock';

/**
 * Waits for something, but no longer than a time: what goes on after that is nobody's concern any more.
 *
 * @param ms - Milliseconds.
 * @param late - What counts when there was no answer by then; what it throws is thrown.
 */
export async function withinMs<T, L>(work: Promise<T>, ms: number, clock: Clock, late: () => L): Promise<T | L> {
  const { promise, resolve, reject } = Promise.withResolvers<L>();
  const cancel = clock.after(ms, () => {
    try {
      resolve(late());
    } catch (error) {
      reject(error);
    }
  });
  try {
    return await Promise.race([work, promise]);
  } finally {
    cancel();
  }
}
