import { METRICS_TYPE, mergedMetrics } from '../metrics/merged-metrics.ts';
import type { HttpSettings } from './http-options.ts';
import type { Route } from './routes.ts';

/** What machines ask: whether the bot lives, whether it is ready, and its metrics. */
export function probeRoutes({ cluster, health }: HttpSettings): Route[] {
  return [
    {
      method: 'GET',
      path: '/healthz',
      handler: (context) => {
        const { isLive } = health();
        return context.json({ isLive }, isLive ? 200 : 503);
      },
    },
    {
      method: 'GET',
      path: '/readyz',
      handler: (context) => {
        const { isReady, why } = health();
        return context.json({ isReady, why }, isReady ? 200 : 503);
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      handler: async (context) =>
        context.body(await mergedMetrics(await cluster.metrics()), 200, { 'Content-Type': METRICS_TYPE }),
    },
  ];
}
