import { Gauge, type Registry } from 'prom-client';
import { LoopLag } from './loop-lag.ts';
import type { MetricsPart } from './metrics-part.ts';

/** Memory, event loop and age of the process. */
export class ProcessMetrics implements MetricsPart {
  readonly #lag = new LoopLag();
  readonly #rss: Gauge;
  readonly #heap: Gauge;
  readonly #uptime: Gauge;
  readonly #lagP50: Gauge;
  readonly #lagP99: Gauge;
  readonly #lagMax: Gauge;

  constructor(registry: Registry) {
    const gauge = (name: string, help: string, aggregator: 'sum' | 'min' | 'max'): Gauge =>
      new Gauge({ name, help, aggregator, registers: [registry] });
    gauge('reprise_processes', 'Processes of the bot that answered.', 'sum').set(1);
    this.#rss = gauge('reprise_memory_rss_bytes', 'Memory the processes hold.', 'sum');
    this.#heap = gauge('reprise_memory_heap_bytes', 'Memory JavaScript uses of it.', 'sum');
    this.#uptime = gauge('reprise_uptime_seconds', 'Age of the youngest process.', 'min');
    const lag = (which: string, what: string): Gauge =>
      gauge(
        `reprise_event_loop_lag_${which}_seconds`,
        `How late the event loop was since the last look: ${what}.`,
        'max',
      );
    this.#lagP50 = lag('p50', 'median');
    this.#lagP99 = lag('p99', '99th percentile');
    this.#lagMax = lag('max', 'the longest');
  }

  collect(): void {
    const { rss, heapUsed } = process.memoryUsage();
    this.#rss.set(rss);
    this.#heap.set(heapUsed);
    this.#uptime.set(process.uptime());
    const { p50Ms, p99Ms, maxMs } = this.#lag.read();
    this.#lagP50.set(p50Ms / 1_000);
    this.#lagP99.set(p99Ms / 1_000);
    this.#lagMax.set(maxMs / 1_000);
  }

  close(): void {
    this.#lag.close();
  }
}
