import { NodeHttpError, NodeUnreachableError } from '../errors/index.ts';
import { decorrelatedJitter } from '../node/backoff.ts';

/** The node is there but not now: its own limit, or a proxy that cannot reach it. */
const PASSING: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** How long to wait before repeating a call that failed so, in milliseconds; undefined when a repeat cannot help. */
export function retryDelayMs(error: unknown, attempt: number): number | undefined {
  if (error instanceof NodeUnreachableError) return scattered(attempt);
  if (!(error instanceof NodeHttpError) || !PASSING.has(error.status)) return undefined;
  return error.retryAfterMs ?? scattered(attempt);
}

function scattered(attempt: number): number {
  return decorrelatedJitter({ minMs: 50 * attempt, maxMs: 1_000 }).delayMs(attempt);
}
