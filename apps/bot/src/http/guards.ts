import { getConnInfo } from '@hono/node-server/conninfo';
import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { ApiError } from './api-error.ts';
import { showsSecret } from './credentials.ts';
import type { RequestLimit } from './request-limit.ts';

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);
/** What asks whether the bot is up has no password: the container engine, for one. */
const ALWAYS_OPEN: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/**
 * Nothing but a stylesheet of our own is loaded, and where there is sound that and what keeps it in time; nobody shows the page in a
 * frame.
 */
export function headers({ hasSound }: { readonly hasSound: boolean }): MiddlewareHandler {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      ...(hasSound && { mediaSrc: ["'self'"], scriptSrc: ["'self'"] }),
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
    xFrameOptions: 'DENY',
    // It is plain HTTP, and what stands before it with TLS sets its own.
    strictTransportSecurity: false,
  });
}

/** What is shown changes from moment to moment, and names guilds. */
export const notStored: MiddlewareHandler = async (context, next) => {
  await next();
  if (!context.res.headers.has('cache-control')) context.header('Cache-Control', 'no-store');
};

/** 429 for an address that asks too often. */
export function limited(limit: RequestLimit): MiddlewareHandler {
  return async (context, next) => {
    // Whoever looks whether the bot is up must not find it down because somebody else looks at its page.
    if (ALWAYS_OPEN.has(context.req.path)) return next();
    const waitMs = limit.take(getConnInfo(context).remote.address ?? '');
    if (waitMs > 0) {
      const seconds = String(Math.ceil(waitMs / 1_000));
      throw new ApiError(429, 'RATE_LIMITED', 'Too many requests.', { 'Retry-After': seconds });
    }
    await next();
  };
}

/** 421 for a name that is not ours: a page elsewhere whose name leads to this machine would be taken for our own. */
export function knownHost(hosts: ReadonlySet<string>): MiddlewareHandler {
  return async (context, next) => {
    const name = /^(\[[\da-f:.]+\]|[^:]+)(?::\d{1,5})?$/i.exec(context.req.header('host') ?? '')?.[1];
    if (name === undefined || !hosts.has(name.toLowerCase())) {
      throw new ApiError(421, 'UNKNOWN_HOST', 'This name is not served here; see the setting for allowed hosts.');
    }
    await next();
  };
}

/** 401 for who does not know the password. */
export function signedIn(password: string): MiddlewareHandler {
  return async (context, next) => {
    if (!ALWAYS_OPEN.has(context.req.path) && !showsSecret(context.req.header('authorization'), password)) {
      throw new ApiError(401, 'UNAUTHORIZED', 'The password is missing or wrong.', {
        'WWW-Authenticate': 'Basic realm="Reprise", charset="UTF-8"',
      });
    }
    await next();
  };
}

/** 403 for what a page of somebody else sends from the browser of a person who may write here. */
export const ownOrigin: MiddlewareHandler = async (context, next) => {
  const { req } = context;
  if (!READING.has(req.method) && isForeign(req.header('origin'), req.header('sec-fetch-site'), req.header('host'))) {
    throw new ApiError(403, 'FOREIGN_ORIGIN', 'This was sent by a page of another site.');
  }
  await next();
};

/** 401 for who wants to change something and does not have the token. */
export function mayWrite(token: string): MiddlewareHandler {
  return async (context, next) => {
    const { method } = context.req;
    const isWriting = !READING.has(method) && method !== 'OPTIONS';
    if (isWriting && !showsSecret(context.req.header('authorization'), token)) {
      throw new ApiError(401, 'UNAUTHORIZED', 'The token for writing is missing or wrong.', {
        'WWW-Authenticate': 'Bearer',
      });
    }
    await next();
  };
}

function isForeign(origin: string | undefined, site: string | undefined, host: string | undefined): boolean {
  // `none` is the person's own doing, as a bookmark; programs that are no browsers send neither header.
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host?.toLowerCase();
}
