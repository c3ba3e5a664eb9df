/** Decides how long to wait before attempt number `attempt` (from 1). Milliseconds. */
export interface Backoff {
  delayMs(attempt: number): number;
}

/** Bounds of {@link decorrelatedJitter}. */
export interface JitterOptions {
  /** No wait is shorter, in milliseconds. */
  readonly minMs: number;
  /** No wait is longer, in milliseconds. */
  readonly maxMs: number;
  /** From 0 up to 1. @defaultValue Math.random */
  readonly random?: () => number;
}

/**
 * Waits that grow and scatter, so that the clients of a node that comes back do not all knock at once.
 *
 * Each wait is drawn between the shortest and three times the one before ("decorrelated jitter", Marc Brooker, AWS
 * Architecture Blog 2015). It goes on scattering at the longest wait, where jitter that only caps the result would let
 * every client settle on the same interval.
 *
 * @example
 * ```ts
 * import { decorrelatedJitter, Pool } from 'reprise';
 *
 * await Pool.connect({
 *   client: { userId: '170939974227591168' },
 *   nodes: [{ identifier: 'Main', uri: 'http://127.0.0.1:2333', password: 'secret' }],
 *   backoff: () => decorrelatedJitter({ minMs: 1_000, maxMs: 30_000 }),
 * });
 * ```
 */
export function decorrelatedJitter({ minMs, maxMs, random = Math.random }: JitterOptions): Backoff {
  let lastMs = minMs;
  return {
    delayMs(attempt) {
      if (attempt <= 1) lastMs = minMs;
      lastMs = Math.min(maxMs, Math.round(minMs + random() * (lastMs * 3 - minMs)));
      return lastMs;
    },
  };
}
