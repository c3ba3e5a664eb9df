import { StoreError } from '../store-error.ts';

/** What a server says while it cannot do its work for a while, or is not the one to ask any more. */
const AWAY = /^(LOADING|CLUSTERDOWN|MASTERDOWN|READONLY|TRYAGAIN|NOREPLICAS|UNBLOCKED)\b/;
const FULL = /^OOM\b/;

/** Makes a {@link StoreError} of what went wrong, without the passwords that commands and messages may hold. */
export class ErrorTranslator {
  readonly #secrets: readonly string[];

  constructor(secrets: readonly string[]) {
    // Short ones are found in any message; taking them out would only show where they are.
    this.#secrets = secrets.filter((secret) => secret.length > 2);
  }

  storeErrorOf(error: unknown): StoreError {
    if (error instanceof StoreError) return error;
    const message = this.#redacted(error instanceof Error ? error.message : String(error));
    // The original holds the command with its arguments, `AUTH` included.
    const cause = new Error(message);
    if (FULL.test(message)) return new StoreError('STORE_FULL', `Valkey has no room: ${message}`, { cause });
    if (!isReply(error) || AWAY.test(message)) {
      return new StoreError('STORE_UNAVAILABLE', `Valkey cannot be reached: ${message || 'no reason given'}`, {
        cause,
      });
    }
    return new StoreError('STORE_FAILED', `Valkey said no: ${message}`, { cause });
  }

  #redacted(message: string): string {
    return this.#secrets.reduce((text, secret) => text.replaceAll(secret, '***'), message);
  }
}

/** Whether the server said it, not the connection. */
function isReply(error: unknown): boolean {
  return error instanceof Error && error.name === 'ReplyError';
}
