import type { Exception, Severity } from '@reprise/protocol';
import { RepriseError } from './reprise-error.ts';

/**
 * A source could not load what was asked for, on every node that was tried.
 *
 * @example
 * ```ts
 * import { LavalinkLoadException, Pool } from 'reprise';
 *
 * try {
 *   await Pool.fetchTracks('https://example.org/a-private-video');
 * } catch (error) {
 *   if (!(error instanceof LavalinkLoadException)) throw error;
 *   console.log(error.severity === 'common' ? error.message : 'That one cannot be loaded.');
 * }
 * ```
 */
export class LavalinkLoadException extends RepriseError {
  readonly code = 'LOAD_FAILED';
  /** The node whose words these are. */
  readonly node: string;
  /** `common`: show it to the user; `fault`: log it. */
  readonly severity: Severity;

  constructor(node: string, query: string, exception: Exception) {
    super(`${shortened(query)} could not be loaded: ${exception.message ?? 'the source broke.'}`, {
      cause: exception.cause,
    });
    this.node = node;
    this.severity = exception.severity;
  }
}

/**
 * No node gave an answer within the time that a search may take over all of them.
 *
 * @example
 * ```ts
 * import { LoadTimeoutError, Pool } from 'reprise';
 *
 * try {
 *   await Pool.fetchTracks('ode to joy');
 * } catch (error) {
 *   if (!(error instanceof LoadTimeoutError)) throw error;
 *   console.log(`No answer within ${error.timeoutMs / 1_000} seconds: try again.`);
 * }
 * ```
 */
export class LoadTimeoutError extends RepriseError {
  readonly code = 'LOAD_TIMEOUT';
  readonly timeoutMs: number;

  constructor(query: string, timeoutMs: number) {
    super(`${shortened(query)} was not loaded within ${timeoutMs} ms.`);
    this.timeoutMs = timeoutMs;
  }
}

function shortened(query: string): string {
  return JSON.stringify(query.length > 80 ? `${query.slice(0, 79)}…` : query);
}
