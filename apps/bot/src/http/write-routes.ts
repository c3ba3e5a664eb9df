import type { Cluster } from '../cluster/cluster.ts';
import { ApiError } from './api-error.ts';
import { cleanBody, emptyBody, warmBody } from './api-schemas.ts';
import type { HttpSettings } from './http-options.ts';
import { jsonBody } from './json-body.ts';
import type { Route } from './routes.ts';
import { total } from './total.ts';

/** What programs may have done. */
export function writeRoutes({ cluster }: HttpSettings): Route[] {
  let isWarming = false;
  return [
    {
      method: 'POST',
      path: '/api/cache/warm',
      handler: async (context) => {
        const { limit } = await jsonBody(context, warmBody);
        if (isWarming) throw new ApiError(409, 'WARMING', 'A warming is under way.');
        isWarming = true;
        try {
          return context.json(await cluster.warm({ limit }));
        } finally {
          isWarming = false;
        }
      },
    },
    {
      method: 'POST',
      path: '/api/cache/clean',
      handler: async (context) => {
        const { dryRun, ...request } = await jsonBody(context, cleanBody);
        return context.json(await cluster.clean(request, { isDryRun: dryRun }));
      },
    },
    {
      method: 'POST',
      path: '/api/nodes/:name/drain',
      handler: async (context) => {
        await jsonBody(context, emptyBody);
        return context.json({ moved: await drain(cluster, context.req.param('name') ?? '') });
      },
    },
  ];
}

async function drain(cluster: Cluster, name: string): Promise<number> {
  const { nodes } = await total(cluster);
  if (!nodes.some(({ identifier }) => identifier === name)) {
    throw new ApiError(404, 'NODE_INVALID', 'There is no node of this name.');
  }
  try {
    return await cluster.drain(name);
  } catch (error) {
    // By its code: it may come from another process, which leaves the class behind.
    if (!(error instanceof Error && 'code' in error && error.code === 'NODE_INVALID')) throw error;
    throw new ApiError(409, 'NODE_INVALID', error.message);
  }
}
