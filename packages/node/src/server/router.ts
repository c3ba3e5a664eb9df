import type { IncomingMessage } from 'node:http';
import { badRequest, HttpError } from './http-error.ts';
import type { Reply } from './reply.ts';

/** One request as a handler sees it. */
export interface Call {
  readonly request: IncomingMessage;
  /** The path without its query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Aborted when the client hangs up. */
  readonly signal: AbortSignal;
  /** The part of the path that stands for `:name` in the route. */
  param(name: string): string;
  /** The JSON body. */
  body(): Promise<unknown>;
}

/** One line of the routing table. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path with `:name` for a variable part and a final `*name` for all that follows. */
  readonly path: string;
  readonly handle: (call: Call) => Reply | Promise<Reply>;
}

/** A route that fits, with the variable parts of its path. */
export interface RouteMatch {
  readonly route: Route;
  readonly params: ReadonlyMap<string, string>;
}

/** Finds the route of a request. */
export class Router {
  readonly #routes: readonly Route[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes;
  }

  /**
   * @throws {@link HttpError} 404 in the real server's words when no route has this path, 405 with `Allow` when none of
   * those that have it takes this method.
   */
  find(method: string, path: string): RouteMatch {
    const matches = this.#routes.flatMap((route) => {
      const params = matchPath(route.path, path);
      return params === undefined ? [] : [{ route, params }];
    });
    if (matches.length === 0) throw new HttpError(404, `No endpoint ${method} ${path}.`);
    const wanted = method === 'HEAD' ? 'GET' : method;
    const match = matches.find(({ route }) => route.method === wanted);
    if (match !== undefined) return match;
    const allow = matches.map(({ route }) => route.method).join(', ');
    throw new HttpError(405, `Method '${method}' is not supported.`, { headers: { allow } });
  }
}

function matchPath(pattern: string, path: string): ReadonlyMap<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  const params = new Map<string, string>();
  for (const [index, part] of wanted.entries()) {
    if (part.startsWith('*')) {
      params.set(part.slice(1), given.slice(index).map(decode).join('/'));
      return params;
    }
    const value = given[index];
    if (value === undefined) return undefined;
    if (part.startsWith(':')) {
      if (value === '') return undefined;
      params.set(part.slice(1), decode(value));
    } else if (part !== value) return undefined;
  }
  return wanted.length === given.length ? params : undefined;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw badRequest(undefined, cause);
  }
}
