import type { Clock } from '@reprise/clock';
import { StoreError } from '../store-error.ts';
import { acquire, type Environment, release } from './environment.ts';
import type { LmdbStoreOptions } from './lmdb-store-options.ts';

/** How long a call waits for files that are being opened or checked. */
const PATIENCE_MS = 5_000;
/** How long a failure to open them counts. */
const RETRY_MS = 5_000;

/** Opens the files of a store when they are first wanted, and anew a while after that has failed. */
export class Opening {
  readonly #path: string;
  readonly #onWarning: (warning: StoreError) => void;
  readonly #clock: Pick<Clock, 'now'>;
  #environment: Environment | undefined;
  #opening: Promise<Environment> | undefined;
  #failed: { readonly error: StoreError; readonly at: number } | undefined;
  #setAside = 0;

  constructor({ path, onWarning, clock }: Required<LmdbStoreOptions>) {
    this.#path = path;
    this.#onWarning = onWarning;
    this.#clock = clock;
  }

  /** The files, once they are open. */
  get environment(): Environment | undefined {
    return this.#environment;
  }

  /** Files that were renamed, for they could not be used. */
  get setAside(): number {
    return this.#setAside;
  }

  /** @throws {@link StoreError} why they are not open, or `STORE_TIMEOUT` when that takes too long. */
  async wait(): Promise<Environment> {
    if (this.#failed !== undefined && Math.abs(this.#clock.now() - this.#failed.at) < RETRY_MS)
      throw this.#failed.error;
    this.#opening ??= this.#open();
    const opening = this.#opening;
    return new Promise((resolve, reject) => {
      const tooLong = (): void => {
        reject(new StoreError('STORE_TIMEOUT', `The files of ${this.#path} are still being opened or checked.`));
      };
      const timer = setTimeout(tooLong, PATIENCE_MS);
      opening.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }

  /** Gives the files back. */
  async end(): Promise<void> {
    const environment = await this.#opening?.catch(() => undefined);
    if (environment === undefined) return;
    await release(environment);
  }

  async #open(): Promise<Environment> {
    try {
      this.#environment = await acquire(this.#path, (why) => {
        this.#setAside++;
        this.#onWarning(why);
      });
      this.#failed = undefined;
      return this.#environment;
    } catch (cause) {
      const error =
        cause instanceof StoreError
          ? cause
          : new StoreError('STORE_FAILED', `The files of ${this.#path} cannot be opened.`, { cause });
      if (this.#failed?.error.code !== error.code) this.#onWarning(error);
      this.#failed = { error, at: this.#clock.now() };
      this.#opening = undefined;
      throw error;
    }
  }
}
