/** Stable codes of the errors this package throws. */
export type DevkitErrorCode =
  | 'DISCORD_FORBIDDEN'
  | 'DISCORD_PAYLOAD'
  | 'DISCORD_STATE'
  | 'DISCORD_UNANSWERED'
  | 'DISCORD_UNKNOWN'
  | 'NODE_PROCESS'
  | 'NODE_STATE'
  | 'PLAN_UNREADABLE'
  | 'PROXY_STATE'
  | 'VOICE_STATE'
  | 'VOICE_UNHEARD';

/**
 * A fake was used in a way that the real thing would not allow, or could not do its part.
 *
 * @example
 * ```ts
 * import { DevkitError, FaultPlan } from '@reprise/devkit';
 *
 * try {
 *   FaultPlan.parse('at noon Main die');
 * } catch (error) {
 *   if (error instanceof DevkitError && error.code === 'PLAN_UNREADABLE') console.error(error.message);
 *   else throw error;
 * }
 * ```
 */
export class DevkitError extends Error {
  override readonly name: string = 'DevkitError';
  /** Stable: compare this, not the message. */
  readonly code: DevkitErrorCode;

  constructor(code: DevkitErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
