import { availableParallelism, loadavg } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import type { Cpu, Memory } from '@reprise/protocol';

/** A load is measured over at least this time; over less it would be noise. */
const SHORTEST_SAMPLE_MS = 1_000;

/** Measures what this process takes of the machine. */
export class ProcessStats {
  readonly #cores = availableParallelism();
  #sampledAt = performance.now();
  #sampledCpu = process.cpuUsage();
  #load = 0;

  /** Bytes of the JavaScript heap. */
  memory(): Memory {
    const { used_heap_size: used, total_heap_size: allocated, heap_size_limit: reservable } = getHeapStatistics();
    return { free: allocated - used, used, allocated, reservable };
  }

  /** Loads from 0 to 1, where 1 is every core busy. */
  cpu(): Cpu {
    this.#sample();
    const system = (loadavg()[0] ?? 0) / this.#cores;
    return { cores: this.#cores, systemLoad: Math.min(1, system), lavalinkLoad: this.#load };
  }

  #sample(): void {
    const elapsedMs = performance.now() - this.#sampledAt;
    if (elapsedMs < SHORTEST_SAMPLE_MS) return;
    const { user, system } = process.cpuUsage(this.#sampledCpu);
    this.#load = Math.min(1, (user + system) / 1000 / elapsedMs / this.#cores);
    this.#sampledAt = performance.now();
    this.#sampledCpu = process.cpuUsage();
  }
}
