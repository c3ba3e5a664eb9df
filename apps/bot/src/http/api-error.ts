import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** Codes of `{ error: { code, message } }`. Stable. */
export type ApiErrorCode =
  | 'BODY_INVALID'
  | 'BODY_TOO_LARGE'
  | 'FOREIGN_ORIGIN'
  | 'INTERNAL'
  | 'METHOD_NOT_ALLOWED'
  | 'NODE_INVALID'
  | 'NO_ANSWER'
  | 'NOT_FOUND'
  | 'NOT_JSON'
  | 'QUERY_INVALID'
  | 'RATE_LIMITED'
  | 'TOO_MANY_LISTENERS'
  | 'UNAUTHORIZED'
  | 'UNKNOWN_HOST'
  | 'WARMING';

/** A request that is turned down, and why. Thrown anywhere on its way. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: ContentfulStatusCode;
  readonly code: ApiErrorCode;
  /** Headers that say what to do about it. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: ContentfulStatusCode,
    code: ApiErrorCode,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** The answer to a request that was turned down. */
export function refused(context: Context, { status, code, message, headers }: ApiError): Response {
  return context.json({ error: { code, message } }, status, headers);
}
