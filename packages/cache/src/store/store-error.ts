/** Why a store did not do what it was asked. */
export type StoreErrorCode =
  /** It was closed. */
  | 'STORE_CLOSED'
  /** The package it is made of is not installed. */
  | 'STORE_PACKAGE_MISSING'
  /** It did not answer in time. */
  | 'STORE_TIMEOUT'
  /** It cannot be reached, or is left alone for a while because it could not. */
  | 'STORE_UNAVAILABLE'
  /** There is no room for what should be kept. */
  | 'STORE_FULL'
  /** A single entry is larger than an entry may be. */
  | 'ENTRY_TOO_LARGE'
  /** It holds what it cannot read. */
  | 'STORE_DAMAGED'
  /** It was written by a newer version of this package. */
  | 'STORE_NEWER'
  /** It said no for another reason, which is the cause. */
  | 'STORE_FAILED';

/**
 * A store did not do what it was asked. Nothing it had acknowledged is lost.
 *
 * @example
 * ```ts
 * import { LmdbStore, StoreError } from '@reprise/cache';
 *
 * const store = new LmdbStore({ path: 'songs' });
 * try {
 *   await store.get('song');
 * } catch (error) {
 *   if (error instanceof StoreError && error.code === 'STORE_PACKAGE_MISSING') console.error(error.message);
 *   else throw error;
 * }
 * ```
 */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
