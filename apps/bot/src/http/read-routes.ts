import { ApiError } from './api-error.ts';
import { playersQuery } from './api-schemas.ts';
import type { HttpSettings } from './http-options.ts';
import type { Route } from './routes.ts';
import { total } from './total.ts';

/** What programs read: everything the page shows, as JSON. */
export function readRoutes({ cluster, health }: HttpSettings): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/status',
      handler: async (context) => {
        const { phase, isDemo, processes, shards, nodes, players } = await total(cluster);
        const { isReady, why } = health();
        const playing = players.filter(({ state }) => state === 'playing').length;
        const nodesReady = nodes.filter(({ readyIn }) => readyIn > 0).length;
        const counts = { nodes: nodes.length, nodesReady, players: players.length, playing };
        return context.json({ phase, isDemo, isReady, why, counts, shards, processes });
      },
    },
    {
      method: 'GET',
      path: '/api/nodes',
      handler: async (context) => context.json({ nodes: (await total(cluster)).nodes }),
    },
    {
      method: 'GET',
      path: '/api/players',
      handler: async (context) => {
        const query = playersQuery.safeParse(context.req.query());
        if (!query.success) {
          throw new ApiError(400, 'QUERY_INVALID', 'limit must be a number from 1 to 1000, offset one from 0.');
        }
        const { limit, offset } = query.data;
        const { players } = await total(cluster);
        return context.json({ total: players.length, players: players.slice(offset, offset + limit) });
      },
    },
    {
      method: 'GET',
      path: '/api/cache',
      handler: async (context) => {
        const { processes, songs } = await total(cluster);
        // Latencies and rates of several processes cannot be added up.
        const latencyOf = processes.length === 1 ? 'the process' : `the slowest of ${processes.length} processes`;
        return context.json({ processes: processes.length, latencyOf, ...songs });
      },
    },
  ];
}
