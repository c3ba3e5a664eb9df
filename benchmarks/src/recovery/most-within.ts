/** The largest number of times that lie within any stretch of `windowMs`. */
export function mostWithin(windowMs: number, times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  let from = 0;
  let most = 0;
  for (const [to, time] of sorted.entries()) {
    while (time - (sorted[from] ?? time) >= windowMs) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
