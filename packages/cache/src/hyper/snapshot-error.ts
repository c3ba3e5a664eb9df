/**
 * The bytes given to `HyperCache.restore` are not a snapshot that it can read. Nothing was restored.
 *
 * @example
 * ```ts
 * import { HyperCache, SnapshotError } from '@reprise/cache';
 *
 * function load(bytes: Uint8Array): HyperCache {
 *   try {
 *     return HyperCache.restore(bytes);
 *   } catch (error) {
 *     if (error instanceof SnapshotError) return new HyperCache();
 *     throw error;
 *   }
 * }
 * ```
 */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
  readonly code = 'SNAPSHOT_INVALID';
  /** What is wrong with the bytes. */
  readonly reason: string;

  constructor(reason: string, options?: ErrorOptions) {
    super(`The snapshot cannot be restored: ${reason}.`, options);
    this.reason = reason;
  }
}
