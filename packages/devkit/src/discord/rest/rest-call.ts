import type { Json } from '../json.ts';
import type { MessageFile } from '../message/message.ts';

/** A request that a route answers. */
export interface RestCall {
  /** What stands for the colons of the route, in order. */
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly files: readonly MessageFile[];
}

/** What is answered. Without a body it is a 204. */
export interface RestAnswer {
  readonly status: number;
  readonly body?: unknown;
}

/** What a kind of request is answered with. */
export interface Route {
  readonly method: string;
  /** Parts that begin with a colon stand for anything. */
  readonly path: string;
  /** It needs no token of the bot. */
  readonly isOpen?: boolean;
  readonly run: (call: RestCall) => RestAnswer | Promise<RestAnswer>;
}

/** 200 with a body. */
export function ok(body: Json | readonly Json[]): RestAnswer {
  return { status: 200, body };
}

export const NOTHING: RestAnswer = { status: 204 };

/** The route of a path with what stands for its colons. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { readonly route: Route; readonly params: readonly string[] } | undefined {
  const parts = path.split('/');
  for (const route of routes) {
    if (route.method !== method) continue;
    const params = paramsOf(route.path.split('/'), parts);
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

function paramsOf(wanted: readonly string[], given: readonly string[]): readonly string[] | undefined {
  if (wanted.length !== given.length) return undefined;
  if (!wanted.every((part, i) => part.startsWith(':') || part === given[i])) return undefined;
  return given.filter((_, i) => wanted[i]?.startsWith(':'));
}
