import type { Context, Handler, Hono } from 'hono';
import { ApiError } from './api-error.ts';

/** What there is, and what answers. A path is asked in one way. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly handler: Handler;
}

/** Makes an app answer them, and say of each what it can be asked. */
export function addRoutes(app: Hono, routes: readonly Route[]): void {
  for (const { method, path, handler } of routes) {
    const allow = method === 'GET' ? 'GET, HEAD, OPTIONS' : `${method}, OPTIONS`;
    app.on(method, path, handler);
    app.options(path, (context) => context.body(null, 204, { Allow: allow }));
    app.all(path, () => {
      throw new ApiError(405, 'METHOD_NOT_ALLOWED', `This can be asked by ${allow}.`, { Allow: allow });
    });
  }
  app.notFound((context: Context) => {
    throw new ApiError(404, 'NOT_FOUND', `There is no ${context.req.path.slice(0, 100)}.`);
  });
}
