import type { Clock } from '@reprise/clock';

/** Waits. @throws The reason when `signal` is aborted. */
export async function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const cancel = clock.after(ms, resolve);
  const giveUp = (): void => reject(signal.reason);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    await promise;
  } finally {
    cancel();
    signal.removeEventListener('abort', giveUp);
  }
}
