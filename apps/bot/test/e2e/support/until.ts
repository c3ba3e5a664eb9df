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
