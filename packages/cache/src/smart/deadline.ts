import type { Clock } from '@reprise/clock';

/** What `work` brings, or a rejection once it has taken too long. What it brings after that is dropped. */
export function withinDeadline<T>(work: Promise<T>, ms: number, clock: Clock, late: () => Error): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const cancel = clock.after(ms, () => reject(late()));
  work.then(
    (value) => {
      cancel();
      resolve(value);
    },
    (error: unknown) => {
      cancel();
      reject(error);
    },
  );
  return promise;
}
