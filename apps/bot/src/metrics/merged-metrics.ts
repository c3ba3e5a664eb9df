import { AggregatorRegistry, Registry } from 'prom-client';
import type { ProcessMetrics } from '../cluster/cluster.ts';

/** Media type of {@link mergedMetrics}. */
export const METRICS_TYPE: string = Registry.PROMETHEUS_CONTENT_TYPE;

/**
 * The metrics of several processes as one text for Prometheus. Counts and sizes are added up; of loads, times and states
 * of shards the worst is taken. Nothing tells which process it comes from.
 */
export async function mergedMetrics(processes: readonly ProcessMetrics[]): Promise<string> {
  return AggregatorRegistry.aggregate(processes.map((metrics) => [...metrics])).metrics();
}
