/** Times of single calls, in milliseconds. */
export class Latencies {
  readonly #times: number[] = [];

  add(ms: number): void {
    this.#times.push(ms);
  }

  /** The time that this share of the calls stayed under, in milliseconds. */
  quantile(share: number): number {
    const sorted = Float64Array.from(this.#times).sort();
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  }
}

/** Times one asynchronous call. */
export async function timed<T>(latencies: Latencies, call: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const value = await call();
  latencies.add(performance.now() - startedAt);
  return value;
}
