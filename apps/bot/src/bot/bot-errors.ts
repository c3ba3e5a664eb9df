/** Why the bot cannot start. */
export type StartErrorCode =
  /** Discord does not know the token. */
  | 'TOKEN_REFUSED'
  /** Discord closed the gateway for good, for a setting of the application. */
  | 'GATEWAY_REFUSED'
  /** There is no node, not even its own. */
  | 'NO_NODE';

/** The bot cannot start, and would not the next time either: somebody has to change something. */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly code: StartErrorCode;

  constructor(code: StartErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}

/** Discord does not know the token, whichever way it was asked. */
export function tokenRefused(cause: unknown): StartError {
  return new StartError(
    'TOKEN_REFUSED',
    'Discord does not know the token. Make a new one in the developer portal, and set DISCORD_TOKEN to it.',
    { cause },
  );
}

/** Discord does not answer, or not as it should: it may the next time. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  readonly code = 'DISCORD_UNREACHABLE';

  constructor(cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`Discord cannot be reached: ${why}. See what \`npm start -- doctor\` says, and start the bot again.`, {
      cause,
    });
  }
}
