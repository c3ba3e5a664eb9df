import type { FailureClass } from './failure-class.ts';

/** Why a cache did not do what it was asked. */
export type SmartCacheErrorCode =
  /** The value is no JSON, is nested too deeply, or is not what the schema asks for. */
  | 'VALUE_INVALID'
  /** The value is larger than `maxEntryBytes`. */
  | 'VALUE_TOO_LARGE'
  /** Making the value took longer than `hardDeadlineMs`. */
  | 'LOAD_TIMEOUT'
  /** Making the value failed a short while ago, and is not tried again yet. The failure is the cause. */
  | 'KNOWN_FAILURE'
  /** The cache was closed. */
  | 'CACHE_CLOSED';

/**
 * A cache has no value to give, or does not take the one it was given.
 *
 * @example
 * ```ts
 * import { SmartCache, SmartCacheError } from '@reprise/cache';
 *
 * const cache = new SmartCache<string>({ classify: () => 'gone' });
 * try {
 *   await cache.getOrProcess('song', async () => (await fetch('https://example.org/song')).text());
 * } catch (error) {
 *   if (error instanceof SmartCacheError && error.code === 'KNOWN_FAILURE') console.log(`Still ${error.failureClass}.`);
 *   else throw error;
 * }
 * ```
 */
export class SmartCacheError extends Error {
  override readonly name = 'SmartCacheError';
  readonly code: SmartCacheErrorCode;
  /** What kind of failure is known, when the code is `KNOWN_FAILURE`. */
  readonly failureClass: FailureClass | undefined;

  constructor(
    code: SmartCacheErrorCode,
    message: string,
    options?: ErrorOptions & { readonly failureClass?: FailureClass },
  ) {
    super(message, options);
    this.code = code;
    this.failureClass = options?.failureClass;
  }
}

/** A key as it can stand in a message, however long it is. */
export function shownKey(key: string): string {
  return JSON.stringify(key.length > 80 ? `${key.slice(0, 79)}…` : key);
}
