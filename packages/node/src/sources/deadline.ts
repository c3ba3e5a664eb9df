/**
 * Runs something that may take no longer than `ms`, and that is given up when `signal` is aborted. Its own signal says so,
 * and who does not listen to it is no longer waited for.
 *
 * Not `AbortSignal.timeout`: that keeps its timer, and all it holds, until the time is over, also when the work is done.
 */
export async function withDeadline<T>(
  ms: number,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { promise: over, reject } = Promise.withResolvers<never>();
  const giveUp = (reason: unknown): void => {
    controller.abort(reason);
    reject(reason);
  };
  const onAbort = (): void => giveUp(signal.reason);
  const timer = setTimeout(() => giveUp(new Error(`No answer within ${ms} ms.`)), ms);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort);
  try {
    return await Promise.race([run(controller.signal), over]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
