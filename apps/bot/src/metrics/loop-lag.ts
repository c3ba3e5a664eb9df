import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 10;
const NS_A_MS = 1_000_000;

/** How late the event loop was, in milliseconds. */
export interface LoopLagReading {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Measures how late the event loop is. Each reader has one of its own, because reading begins anew. */
export class LoopLag {
  readonly #delays: ReturnType<typeof monitorEventLoopDelay> = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor() {
    this.#delays.enable();
  }

  /** How late it was since this was last called. */
  read(): LoopLagReading {
    const reading = {
      p50Ms: this.#late(this.#delays.percentile(50)),
      p99Ms: this.#late(this.#delays.percentile(99)),
      maxMs: this.#late(this.#delays.max),
    };
    this.#delays.reset();
    return reading;
  }

  close(): void {
    this.#delays.disable();
  }

  /** What was measured is the whole time between two ticks, and a loop that is on time ticks each {@link RESOLUTION_MS}. */
  #late(measuredNs: number): number {
    if (this.#delays.count === 0) return 0;
    return Math.max(0, measuredNs / NS_A_MS - RESOLUTION_MS);
  }
}
