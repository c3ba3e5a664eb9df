import { SourceError } from '../errors.ts';
import type { Failure } from './messages.ts';

/** An error in a form that crosses threads. What is no account of a source's own is told in general words. */
export function toFailure(error: unknown): Failure {
  if (error instanceof SourceError) {
    return { message: error.message, severity: error.severity, cause: error.cause ? String(error.cause) : undefined };
  }
  return { message: 'The sound of the track could not be made.', severity: 'fault', cause: String(error) };
}

/** The error that crossed. */
export function fromFailure({ message, severity, cause }: Failure): SourceError {
  return new SourceError(message, severity, cause === undefined ? {} : { cause: new Error(cause) });
}
