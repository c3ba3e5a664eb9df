import { StoreError } from '../store-error.ts';
import type { LmdbStoreOptions } from './lmdb-store-options.ts';
import { Room } from './room.ts';

/** Bytes of values that may wait to be committed. More of them means that another process holds the file. */
const MAX_WAITING_BYTES = 64 * 1_048_576;

/** Writes to the files, and says why when that fails. */
export class Writer {
  readonly #room: Room;
  readonly #onWarning: (warning: StoreError) => void;
  readonly #waiting = new Set<Promise<unknown>>();
  #waitingBytes = 0;
  #isFull = false;

  constructor({ path, minFreeBytes, clock, onWarning }: Required<LmdbStoreOptions>) {
    this.#room = new Room(path, minFreeBytes, clock);
    this.#onWarning = onWarning;
  }

  /** Writes something new of so many bytes. @throws {@link StoreError} `STORE_FULL` and others. */
  async add(bytes: number, write: () => Promise<boolean>): Promise<void> {
    if (this.#waitingBytes + bytes > MAX_WAITING_BYTES) {
      throw new StoreError('STORE_UNAVAILABLE', 'Too much waits to be written.');
    }
    // Counted before the look, or all that come during it would get by.
    this.#waitingBytes += bytes;
    try {
      if (!this.#room.isKnown) await this.#room.look();
      this.#take(bytes);
      await this.run(bytes, write);
    } finally {
      this.#waitingBytes -= bytes;
    }
  }

  /** Writes something that takes no room. Answers whether the condition it had was met. */
  async run(bytes: number, write: () => Promise<boolean>): Promise<boolean> {
    const waiting = write();
    this.#waiting.add(waiting);
    try {
      return await waiting;
    } catch (error) {
      throw await this.#reasonOf(error, bytes);
    } finally {
      this.#waiting.delete(waiting);
    }
  }

  /** Resolves when nothing waits to be written. */
  async drain(): Promise<void> {
    while (this.#waiting.size > 0 || this.#waitingBytes > 0) {
      await Promise.allSettled(this.#waiting);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #take(bytes: number): void {
    try {
      this.#room.take(bytes);
      this.#isFull = false;
    } catch (error) {
      if (error instanceof StoreError) this.#warnFull(error);
      throw error;
    }
  }

  async #reasonOf(error: unknown, bytes: number): Promise<StoreError> {
    const cause = await causeOf(error);
    if (!(await this.#room.wasMissing(bytes, cause))) {
      return new StoreError('STORE_FAILED', 'LMDB did not commit a write.', { cause });
    }
    const full = new StoreError('STORE_FULL', 'The disk is full: LMDB could not commit a write.', { cause });
    this.#warnFull(full);
    return full;
  }

  #warnFull(error: StoreError): void {
    if (!this.#isFull) this.#onWarning(error);
    this.#isFull = true;
  }
}

/** lmdb tells why a commit failed by a promise in the error, which has to be handled, or it ends the process. */
async function causeOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error && 'commitError' in error && error.commitError instanceof Promise)) return error;
  const reason = error.commitError.catch((why: unknown) => why);
  const soon = new Promise((resolve) => setImmediate(resolve, error));
  return Promise.race([reason, soon]);
}
