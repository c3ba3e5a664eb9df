const KEPT = 1_024;

/** How long things took lately: percentiles of the last 1,024 durations. */
export class Latencies {
  readonly #durations = new Float64Array(KEPT);
  #count = 0;

  add(ms: number): void {
    this.#durations[this.#count % KEPT] = ms;
    this.#count += 1;
  }

  /** The duration that the share `of` of them did not exceed; undefined before there is one. */
  percentile(of: number): number | undefined {
    const rising = this.#durations.slice(0, Math.min(this.#count, KEPT)).sort();
    return rising[Math.ceil(of * rising.length) - 1];
  }
}
