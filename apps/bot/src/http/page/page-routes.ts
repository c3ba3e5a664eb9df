import { totalReport } from '../../cluster/total-report.ts';
import type { HttpSettings } from '../http-options.ts';
import type { Route } from '../routes.ts';
import { LISTEN_SCRIPT } from './listen-script.ts';
import { statusPage } from './status-page.ts';
import { STYLE } from './style.ts';

/** What people look at. */
export function pageRoutes({ cluster, health, listen }: HttpSettings): Route[] {
  return [
    {
      method: 'GET',
      path: '/',
      handler: async (context) => {
        const report = totalReport(await cluster.reports());
        const listening = context.req.query('listen') === undefined ? 'offered' : 'open';
        const page = statusPage(report, health(), listen === undefined ? 'none' : listening);
        return context.html(page, report === undefined ? 503 : 200);
      },
    },
    {
      method: 'GET',
      path: '/style.css',
      handler: (context) =>
        context.body(STYLE, 200, {
          'Content-Type': 'text/css; charset=utf-8',
          'Cache-Control': 'private, max-age=300',
        }),
    },
    ...(listen === undefined ? [] : [LISTEN_ROUTE]),
  ];
}

const LISTEN_ROUTE: Route = {
  method: 'GET',
  path: '/listen.js',
  handler: (context) => context.body(LISTEN_SCRIPT, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }),
};
