import type { Log } from './log.ts';

/**
 * Ends the process with code 1 when an error reaches nobody, after one line in the log: it is in a state nobody thought
 * of. Without this Node would print the error itself, with the secrets in it.
 *
 * @returns Undoes it.
 */
export function catchUnhandled(log: Log): () => void {
  let isEnding = false;
  const end = (what: string, error: unknown): void => {
    if (isEnding) return;
    isEnding = true;
    try {
      log.error(`${what}: the bot ends.`, { err: error });
      log.flush();
    } finally {
      process.exit(1);
    }
  };
  const onException = (error: unknown): void => end('An error reached nobody', error);
  const onRejection = (reason: unknown): void => end('A promise failed and nobody waited for it', reason);
  process.on('uncaughtException', onException);
  process.on('unhandledRejection', onRejection);
  return () => {
    process.off('uncaughtException', onException);
    process.off('unhandledRejection', onRejection);
  };
}
