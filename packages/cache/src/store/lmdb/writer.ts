import type { StoredEntry } from '../store.ts';
import { StoreError } from '../store-error.ts';
import type { Environment } from './environment.ts';
import type { LmdbStoreOptions } from './lmdb-store-options.ts';
import { Room } from './room.ts';

/** Bytes of values that may wait to be committed. More of them means that another process holds the file. */
const MAX_WAITING_BYTES = 64 * 1_048_576;
/** Writes committed together. */
const MAX_GROUP = 1_000;

/** What the writes before one in the same commit have made of names: undefined for those that were removed. */
export type Changes = Map<string, StoredEntry | undefined>;

/** A write that waits for its turn. */
interface Waiting {
  readonly bytes: number;
  readonly files: Environment;
  write(changes: Changes): void;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Writes to the files, and says why when that fails. What is to be added while a commit is under way is committed together
 * after it: a commit costs much more than a write.
 */
export class Writer {
  readonly #room: Room;
  readonly #onWarning: (warning: StoreError) => void;
  readonly #running = new Set<Promise<unknown>>();
  #queue: Waiting[] = [];
  #waitingBytes = 0;
  #isCommitting = false;
  #isFull = false;

  constructor({ path, minFreeBytes, clock, onWarning }: Required<LmdbStoreOptions>) {
    this.#room = new Room(path, minFreeBytes, clock);
    this.#onWarning = onWarning;
  }

  /**
   * Writes something new of so many bytes, or removes something when there are none. Writes are made in the order of these
   * calls. @throws {@link StoreError} `STORE_FULL` and others.
   */
  async add(files: Environment, bytes: number, write: (changes: Changes) => void): Promise<void> {
    if (this.#waitingBytes + bytes > MAX_WAITING_BYTES) {
      throw new StoreError('STORE_UNAVAILABLE', 'Too much waits to be written.');
    }
    this.#waitingBytes += bytes;
    try {
      await new Promise<void>((resolve, reject) => {
        this.#queue.push({ files, bytes, write, resolve, reject });
        if (!this.#isCommitting) void this.#commitAll();
      });
    } finally {
      this.#waitingBytes -= bytes;
    }
  }

  /** Writes something that takes no room. Answers whether the condition it had was met. */
  async run(write: () => Promise<boolean>, bytes = 0): Promise<boolean> {
    const running = write();
    this.#running.add(running);
    try {
      return await running;
    } catch (error) {
      throw await this.#reasonOf(error, bytes);
    } finally {
      this.#running.delete(running);
    }
  }

  /** Resolves when nothing waits to be written. */
  async drain(): Promise<void> {
    while (this.#isCommitting || this.#running.size > 0) {
      await Promise.allSettled(this.#running);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async #commitAll(): Promise<void> {
    this.#isCommitting = true;
    // What is set in the same turn goes together.
    await Promise.resolve();
    for (let group = this.#nextGroup(); group !== undefined; group = this.#nextGroup()) {
      const { all } = group;
      try {
        await this.#commit(group.files, all);
        for (const { resolve } of all) resolve();
      } catch (error) {
        for (const { reject } of all) reject(error);
      }
    }
    this.#isCommitting = false;
  }

  #nextGroup(): { readonly files: Environment; readonly all: readonly Waiting[] } | undefined {
    const all = this.#queue.splice(0, MAX_GROUP);
    return all[0] === undefined ? undefined : { files: all[0].files, all };
  }

  async #commit(files: Environment, all: readonly Waiting[]): Promise<void> {
    if (!this.#room.isKnown) await this.#room.look(files.reusableBytes());
    const group = this.#thatFit(all);
    const write = (): void => {
      const changes: Changes = new Map();
      for (const waiting of group) attempt(waiting, changes);
    };
    const bytes = group.reduce((sum, waiting) => sum + waiting.bytes, 0);
    if (group.length > 0) await this.run(() => files.entries.batch(write), bytes);
  }

  /** Those for which there is room; the others are told. */
  #thatFit(all: readonly Waiting[]): readonly Waiting[] {
    return all.filter(({ bytes, reject }) => {
      try {
        if (bytes > 0) this.#take(bytes);
        return true;
      } catch (error) {
        reject(error);
        return false;
      }
    });
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

/** What cannot be written, for what is there cannot be read, must not keep the others from being written. */
function attempt(waiting: Waiting, changes: Changes): void {
  try {
    waiting.write(changes);
  } catch (error) {
    waiting.reject(error);
  }
}

/** lmdb tells why a commit failed by a promise in the error, which has to be handled, or it ends the process. */
async function causeOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error && 'commitError' in error && error.commitError instanceof Promise)) return error;
  const reason = error.commitError.catch((why: unknown) => why);
  const soon = new Promise((resolve) => setImmediate(resolve, error));
  return Promise.race([reason, soon]);
}
