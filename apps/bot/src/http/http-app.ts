import { Hono } from 'hono';
import { ApiError, refused } from './api-error.ts';
import { headers, knownHost, limited, mayWrite, notStored, ownOrigin, signedIn } from './guards.ts';
import type { HttpSettings } from './http-options.ts';
import { listenRoutes } from './listen-routes.ts';
import { pageRoutes } from './page/page-routes.ts';
import { probeRoutes } from './probe-routes.ts';
import { readRoutes } from './read-routes.ts';
import { RequestLimit } from './request-limit.ts';
import { addRoutes } from './routes.ts';
import { writeRoutes } from './write-routes.ts';

/**
 * What answers requests, wherever they come from.
 *
 * @param writeToken - What is needed to change something when there is no password.
 */
export function httpApp(settings: HttpSettings, writeToken: string): Hono {
  const { clock, hosts, listen, log, password } = settings;
  const app = new Hono();
  app.use(
    headers({ hasSound: listen !== undefined }),
    notStored,
    limited(new RequestLimit(clock)),
    knownHost(hosts),
    ownOrigin,
  );
  app.use(password === undefined ? mayWrite(writeToken) : signedIn(password));
  addRoutes(app, [
    ...probeRoutes(settings),
    ...readRoutes(settings),
    ...writeRoutes(settings),
    ...listenRoutes(settings),
    ...pageRoutes(settings),
  ]);
  app.onError((error, context) => {
    if (error instanceof ApiError) return refused(context, error);
    log.error({ err: error }, `${context.req.method} ${context.req.routePath} failed`);
    return refused(context, new ApiError(500, 'INTERNAL', 'Something is wrong here; the log says what.'));
  });
  return app;
}
