const BYTES_PER_MB = 1_000_000;

/** Memory over time: one figure after each forced collection. */
export class HeapRecord {
  readonly #samples: number[] = [];

  /** Collects all garbage and writes down what is left, in MB. @throws Error without `--expose-gc`. */
  take(): number {
    const { gc } = globalThis;
    if (gc === undefined) throw new Error('Run with --expose-gc: memory is only told after a collection.');
    // What is freed by the finalizers of the first is collected by the second.
    gc();
    gc();
    const heap = process.memoryUsage().heapUsed / BYTES_PER_MB;
    this.#samples.push(heap);
    return heap;
  }

  /** By how much the median of the last quarter is above that of the second, in MB. */
  get growth(): number {
    const quarter = Math.floor(this.#samples.length / 4);
    const second = this.#samples.slice(quarter, 2 * quarter);
    const last = this.#samples.slice(-quarter);
    return median(last) - median(second);
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
