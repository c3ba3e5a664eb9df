import type { Clock } from '@reprise/clock';

/** What somebody answers within a time. @throws What `late` makes when there was no answer by then. */
export async function withinMs<T>(asked: Promise<T>, ms: number, clock: Clock, late: () => Error): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const cancel = clock.after(ms, () => reject(late()));
  try {
    return await Promise.race([asked, promise]);
  } finally {
    cancel();
  }
}
