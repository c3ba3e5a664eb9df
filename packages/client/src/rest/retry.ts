import { NodeHttpError, NodeUnreachableError } from '../errors/index.ts';
import type { Backoff } from '../node/backoff.ts';

/** The node is there but not now: its own limit, or a proxy that cannot reach it. */
const PASSING: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/**
 * How long to wait before repeating a call that failed so, in milliseconds; undefined when a repeat cannot help.
 *
 * @param attempt - Number of the attempt that failed, from 1.
 */
export function retryDelayMs(error: unknown, attempt: number, backoff: Backoff): number | undefined {
  if (error instanceof NodeUnreachableError) return backoff.delayMs(attempt);
  if (!(error instanceof NodeHttpError) || !PASSING.has(error.status)) return undefined;
  return error.retryAfterMs ?? backoff.delayMs(attempt);
}
