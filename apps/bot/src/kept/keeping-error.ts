/** Why something could not be read or kept. */
export type KeepingErrorCode =
  /** The store did not give it: it is away, slow or damaged. */
  | 'NOT_READ'
  /** The store did not take it: nothing has changed. */
  | 'NOT_KEPT'
  /** What was found is not what was written; what nobody chose counts instead. */
  | 'VALUE_DAMAGED'
  /** A newer version of the bot wrote it. It is neither used nor overwritten. */
  | 'VALUE_NEWER';

/**
 * What belongs to a guild or a user could not be read or kept.
 */
export class KeepingError extends Error {
  override readonly name = 'KeepingError';
  readonly code: KeepingErrorCode;

  constructor(code: KeepingErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
