/** Stable codes of {@link HttpSideError}. */
export type HttpSideErrorCode = 'HTTP_PASSWORD_REQUIRED' | 'HTTP_PORT_TAKEN' | 'HTTP_LISTEN_FAILED' | 'HTTP_STATE';

/** Something kept the HTTP side from running; {@link HttpSideError.code} says what, the message what to do. */
export class HttpSideError extends Error {
  override readonly name = 'HttpSideError';
  /** Stable: compare this, not the message. */
  readonly code: HttpSideErrorCode;

  constructor(code: HttpSideErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What listening failed with, as the person who chose the address needs to read it. */
export function listenError(host: string, port: number, cause: Error): HttpSideError {
  const isTaken = 'code' in cause && cause.code === 'EADDRINUSE';
  return isTaken
    ? new HttpSideError(
        'HTTP_PORT_TAKEN',
        `Port ${port} of ${host} is taken by another program. Choose another port, or 0 for any free one.`,
        { cause },
      )
    : new HttpSideError('HTTP_LISTEN_FAILED', `Cannot listen on ${host}, port ${port}: ${cause.message}`, { cause });
}
