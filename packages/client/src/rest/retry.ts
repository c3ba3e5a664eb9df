import { NodeHttpError, NodeUnreachableError } from '../errors/index.ts';

/** The node is there but not now: its own limit, or a proxy that cannot reach it. */
const PASSING: ReadonlySet<number> = new Set([429, 502, 503, 504]);
/** The call was turned away before anything was done, so that repeating it cannot do it twice. */
const TURNED_AWAY: ReadonlySet<number> = new Set([429, 503]);

/**
 * How long to wait before repeating a call that failed so, in milliseconds; undefined when a repeat cannot help.
 *
 * @param isRepeatable - Whether the call leaves the node the same however often it is made.
 * @param waitMs - The wait when the node asks for none.
 */
export function retryDelayMs(error: unknown, isRepeatable: boolean, waitMs: () => number): number | undefined {
  if (error instanceof NodeUnreachableError) return isRepeatable ? waitMs() : undefined;
  const passing = isRepeatable ? PASSING : TURNED_AWAY;
  if (!(error instanceof NodeHttpError) || !passing.has(error.status)) return undefined;
  return error.retryAfterMs ?? waitMs();
}
