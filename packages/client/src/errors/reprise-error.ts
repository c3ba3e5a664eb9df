/** Every code an error of this package can have. Stable: compare codes, not messages. */
export type RepriseErrorCode =
  | 'FILTER_UNSUPPORTED'
  | 'LOAD_FAILED'
  | 'LOAD_TIMEOUT'
  | 'NODE_HTTP'
  | 'NODE_INVALID'
  | 'NODE_RESPONSE'
  | 'NODE_TIMEOUT'
  | 'NODE_UNREACHABLE'
  | 'PLAYER_DESTROYED'
  | 'PLAYER_NOT_CONNECTED'
  | 'PLAYER_ORPHANED'
  | 'PLUGIN_MISSING'
  | 'POOL_CONNECTED'
  | 'POOL_NOT_CONNECTED'
  | 'QUEUE_FULL'
  | 'SNAPSHOT_DAMAGED'
  | 'SNAPSHOT_FOREIGN'
  | 'SNAPSHOT_NEWER'
  | 'STAGE_REFUSED'
  | 'TRACK_UNRESOLVED'
  | 'VOICE_CLIENT'
  | 'VOICE_LOST'
  | 'VOICE_TIMEOUT';

/**
 * The root of every error of this package. Wrong options are the exception: those throw `TypeError` or `RangeError`.
 *
 * @example
 * ```ts
 * import { Pool, RepriseError } from 'reprise';
 *
 * try {
 *   await Pool.fetchTracks('ode to joy');
 * } catch (error) {
 *   if (error instanceof RepriseError && error.code === 'NODE_INVALID') console.log('No node is up: try again soon.');
 *   else throw error;
 * }
 * ```
 */
export abstract class RepriseError extends Error {
  /** What went wrong, for a program. */
  abstract readonly code: RepriseErrorCode;

  override get name(): string {
    return this.constructor.name;
  }
}
