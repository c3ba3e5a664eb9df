import type { Cluster } from '../cluster/cluster.ts';
import { type TotalReport, totalReport } from '../cluster/total-report.ts';
import { ApiError } from './api-error.ts';

/** What all processes know. @throws {@link ApiError} 503 when none of them answers. */
export async function total(cluster: Cluster): Promise<TotalReport> {
  const report = totalReport(await cluster.reports());
  if (report === undefined) throw new ApiError(503, 'NO_ANSWER', 'No process of the bot answers.');
  return report;
}
