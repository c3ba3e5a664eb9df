import type { Exception } from '@reprise/protocol';
import { SourceError } from '../errors.ts';

/**
 * What a client is told of a failure. The message is general unless the source has one of its own; the cause names the
 * error, its stack trace stays here: it is of no use to a client and tells paths.
 */
export function toException(error: unknown, message: string): Exception {
  if (error instanceof SourceError) {
    const cause = named(error.cause ?? error);
    return { message: error.message, severity: error.severity, cause, causeStackTrace: cause };
  }
  const cause = named(error);
  return { message, severity: 'fault', cause, causeStackTrace: cause };
}

function named(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
