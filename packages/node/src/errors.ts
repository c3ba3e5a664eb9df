import type { Severity } from '@reprise/protocol';

/** Stable codes of the errors this package throws. */
export type AudioNodeErrorCode =
  | 'NODE_PORT_TAKEN'
  | 'NODE_LISTEN_FAILED'
  | 'NODE_PASSWORD_REQUIRED'
  | 'NODE_MUSIC_FOLDER'
  | 'NODE_STATE';

/** Something kept the audio node from running; {@link AudioNodeError.code} says what, the message what to do. */
export class AudioNodeError extends Error {
  override readonly name: string = 'AudioNodeError';
  /** Stable: compare this, not the message. */
  readonly code: AudioNodeErrorCode;

  constructor(code: AudioNodeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The address is in use, may not be used, or does not exist on this machine. */
export class ListenError extends AudioNodeError {
  override readonly name = 'ListenError';
  /** The host that was asked for. */
  readonly host: string;
  /** The port that was asked for. */
  readonly port: number;

  constructor(host: string, port: number, cause: Error) {
    const taken = 'code' in cause && cause.code === 'EADDRINUSE';
    super(
      taken ? 'NODE_PORT_TAKEN' : 'NODE_LISTEN_FAILED',
      taken
        ? `Port ${port} of ${host} is taken by another program. Choose another port, or 0 for any free one.`
        : `Cannot listen on ${host}, port ${port}: ${cause.message}`,
      { cause },
    );
    this.host = host;
    this.port = port;
  }
}

/** The node would have been reachable from other machines without a password worth the name. */
export class PasswordRequiredError extends AudioNodeError {
  override readonly name = 'PasswordRequiredError';

  constructor(host: string, reason: string) {
    super(
      'NODE_PASSWORD_REQUIRED',
      `The host ${host} can be reached from other machines, and ${reason}. Set a password of your own, or listen on 127.0.0.1.`,
    );
  }
}

/** A source's own account of why it cannot load or play something; its message and severity reach the client. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  /** Stable: compare this, not the message. */
  readonly code = 'NODE_SOURCE';
  /** Whether it is worth showing to a user (`common`) or a fault to be looked at. */
  readonly severity: Severity;

  constructor(message: string, severity: Severity = 'common', options?: ErrorOptions) {
    super(message, options);
    this.severity = severity;
  }

  /** Whether it may be had when it is asked for again. */
  get isPassing(): boolean {
    return false;
  }
}
