/** Waits for something, but no longer than a time: what goes on after that is nobody's concern any more. @param ms - Milliseconds. */
export async function withinMs(ms: number, work: Promise<unknown>): Promise<void> {
  const { promise: tooLong, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  try {
    await Promise.race([work, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
