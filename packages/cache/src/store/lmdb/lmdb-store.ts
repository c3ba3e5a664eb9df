import type { Clock } from '@reprise/clock';
import { decodeRecord, encodeRecord, type RecordContent } from '../record.ts';
import { keyOfStorageName, storageKeyOf } from '../storage-key.ts';
import type { Awaitable, Lease, Removed, Store, StoredEntry } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { contentBytes, isAlive } from '../stored-entry.ts';
import type { Environment } from './environment.ts';
import { expiryRow } from './expiry-row.ts';
import { removeEndedLeases, takeLease } from './leases.ts';
import { checkedOptions, type LmdbStoreOptions } from './lmdb-store-options.ts';
import { Opening } from './opening.ts';
import { removeAll, removeExpired, removeToFit } from './removal.ts';
import { type Changes, Writer } from './writer.ts';

const EMPTY = Buffer.alloc(0);
/** Bytes that {@link LmdbStore.entries} reads at once. */
const BATCH_BYTES = 1_048_576;
const BATCH_ENTRIES = 500;

/** What has happened to an {@link LmdbStore} since it was made. */
export interface LmdbStoreStats {
  /** Files that were damaged, or of a newer version, and are kept under another name. */
  readonly setAside: number;
  /** Entries found damaged: each was a miss. */
  readonly damagedEntries: number;
  /** Bytes that entries take now; undefined while nothing is open. */
  readonly usedBytes: number | undefined;
}

/**
 * Keeps entries in files on this machine, by the package `lmdb` (`npm install lmdb`), which is loaded when the store is first
 * used. Several processes may use one folder.
 *
 * An entry that was acknowledged survives the death of the process at any time. A damaged file would end the process that
 * reads it: when the last user did not close it, or it has changed since, another process reads it first; a damaged one is
 * renamed, and the store begins empty. A full disk rejects writes until there is room again; reads go on.
 *
 * Processes do not tell each other of changes: a `SmartCache` asks again after `recheckMs`; what a store before this one keeps of
 * an entry that another process has changed lives until it expires there.
 *
 * @example
 * ```ts
 * import { LmdbStore, SmartCache } from '@reprise/cache';
 *
 * const store = new LmdbStore({ path: 'cache/songs', maxBytes: 200_000_000, isShared: true });
 * const songs = new SmartCache<string>({ store });
 * ```
 */
export class LmdbStore implements Store {
  readonly name = 'lmdb';
  readonly isShared: boolean;
  readonly lease?: NonNullable<Store['lease']>;
  readonly #maxBytes: number;
  readonly #maxEntryBytes: number;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #opening: Opening;
  readonly #writer: Writer;
  #damagedEntries = 0;
  /** Runs while entries are removed that a write must not add to. */
  #removing: Promise<unknown> | undefined;
  /** What has to end before the files can be closed. */
  readonly #running = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  /** Opens nothing yet. @throws TypeError or RangeError naming the option that is wrong, its value and what it must be. */
  constructor(options: LmdbStoreOptions) {
    const checked = checkedOptions(options);
    this.isShared = checked.isShared;
    this.#maxBytes = checked.maxBytes;
    this.#maxEntryBytes = checked.maxEntryBytes;
    this.#clock = checked.clock;
    this.#opening = new Opening(checked);
    this.#writer = new Writer(checked);
    if (checked.isShared) {
      this.lease = (key, forMs) => this.#takeLease(key, forMs);
    }
  }

  /** What has happened to it. */
  stats(): LmdbStoreStats {
    return {
      setAside: this.#opening.setAside,
      damagedEntries: this.#damagedEntries,
      usedBytes: this.#closing === undefined ? this.#opening.environment?.usedBytes() : undefined,
    };
  }

  get(key: string): Awaitable<StoredEntry | undefined> {
    const files = this.#files();
    return files instanceof Promise ? files.then((open) => this.#read(open, key)) : this.#read(files, key);
  }

  getMany(keys: readonly string[]): Awaitable<readonly (StoredEntry | undefined)[]> {
    const files = this.#files();
    const read = (open: Environment): (StoredEntry | undefined)[] => keys.map((key) => this.#read(open, key));
    return files instanceof Promise ? files.then(read) : read(files);
  }

  /** @throws {@link StoreError} `ENTRY_TOO_LARGE`, `STORE_FULL` and others; what was there for the key stays. */
  async set(key: string, entry: StoredEntry): Promise<void> {
    const bytes = contentBytes(key, entry);
    if (bytes > this.#maxEntryBytes) {
      throw new StoreError('ENTRY_TOO_LARGE', `An entry of ${bytes} bytes is more than ${this.#maxEntryBytes}.`);
    }
    const files = await this.#files();
    await this.#removing?.catch(() => undefined);
    this.#assertOpen();
    const { name, isHashed } = storageKeyOf(key);
    const nameBytes = Buffer.from(name);
    const record = encodeRecord(entry, isHashed ? key : undefined);
    await this.#writer.add(files, record.length + nameBytes.length, (changes) => {
      const former = this.#changed(changes, files, name)?.expiresAt;
      files.entries.put(nameBytes, record, entry.expiresAt);
      files.expiry.put(expiryRow(entry.expiresAt, nameBytes), EMPTY);
      if (former !== undefined && former !== entry.expiresAt) files.expiry.remove(expiryRow(former, nameBytes));
      changes.set(name, entry);
    });
    this.#keepToLimit(files);
  }

  async delete(key: string): Promise<boolean> {
    const files = await this.#files();
    await this.#removing?.catch(() => undefined);
    this.#assertOpen();
    const { name } = storageKeyOf(key);
    let removed: StoredEntry | undefined;
    await this.#writer.add(files, 0, (changes) => {
      removed = this.#changed(changes, files, name);
      if (removed === undefined) return;
      const nameBytes = Buffer.from(name);
      files.entries.remove(nameBytes);
      files.expiry.remove(expiryRow(removed.expiresAt, nameBytes));
      changes.set(name, undefined);
    });
    return removed !== undefined && isAlive(removed, this.#clock.now());
  }

  async clear(): Promise<void> {
    const files = await this.#files();
    await this.#remove(async () => {
      await this.#writer.drain();
      await removeAll(files, this.#writer);
    });
  }

  async *entries(): AsyncGenerator<readonly [key: string, entry: StoredEntry], void, undefined> {
    const files = await this.#files();
    let batch: readonly Row[] = [];
    do {
      this.#assertOpen();
      batch = readBatch(files, batch.at(-1)?.name);
      for (const { name, content } of batch) {
        if (content === undefined || !isAlive(content.entry, this.#clock.now())) continue;
        const key = content.key ?? keyOfStorageName(name.toString());
        if (key !== undefined) yield [key, content.entry];
      }
    } while (batch.length > 0);
  }

  async removeExpired(): Promise<Removed> {
    const files = await this.#files();
    await this.#removing?.catch(() => undefined);
    this.#assertOpen();
    return this.#before(async () => {
      await removeEndedLeases(files, this.#writer, this.#clock.now());
      return removeExpired(files, this.#writer, this.#clock.now());
    });
  }

  /** Bytes of its file. */
  async size(): Promise<number> {
    return (await this.#files()).fileBytes();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#running);
    await this.#writer.drain();
    await this.#opening.end();
  }

  async #takeLease(key: string, forMs: number): Promise<Lease | undefined> {
    const files = await this.#files();
    const lease = await this.#before(() => takeLease(files, this.#writer, nameOf(key), forMs, this.#clock));
    return lease && { release: () => this.#before(() => lease.release()) };
  }

  /** Does something with the files before they are closed: lmdb ends a process that uses closed ones. */
  async #before<T>(work: () => Promise<T>): Promise<T> {
    this.#assertOpen();
    const running = work();
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  #files(): Awaitable<Environment> {
    this.#assertOpen();
    return this.#opening.environment ?? this.#opening.wait();
  }

  #read(files: Environment, key: string): StoredEntry | undefined {
    this.#assertOpen();
    const { name, isHashed } = storageKeyOf(key);
    const content = this.#contentOf(files, Buffer.from(name));
    if (content === undefined || (isHashed && content.key !== key)) return undefined;
    return isAlive(content.entry, this.#clock.now()) ? content.entry : undefined;
  }

  /** What a name has after the changes that are committed together with the next one. */
  #changed(changes: Changes, files: Environment, name: string): StoredEntry | undefined {
    return changes.has(name) ? changes.get(name) : this.#contentOf(files, Buffer.from(name))?.entry;
  }

  #contentOf(files: Environment, name: Buffer): RecordContent | undefined {
    const record = readRecord(files, name);
    if (record === undefined) return undefined;
    const content = decodeRecord(record);
    if (content === 'damaged') {
      this.#damagedEntries++;
      files.isSuspect = true;
    }
    return typeof content === 'string' ? undefined : content;
  }

  #keepToLimit(files: Environment): void {
    if (this.#removing !== undefined || files.usedBytes() <= this.#maxBytes) return;
    this.#remove(() => removeToFit(files, this.#writer, this.#maxBytes)).catch(() => undefined);
  }

  #remove(run: () => Promise<void>): Promise<void> {
    const former = this.#removing ?? Promise.resolve();
    const removing = former
      .catch(() => undefined)
      .then(() => this.#before(run))
      .finally(() => {
        if (this.#removing === removing) this.#removing = undefined;
      });
    this.#removing = removing;
    return removing;
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw new StoreError('STORE_CLOSED', 'The LMDB store was closed.');
  }
}

interface Row {
  readonly name: Buffer;
  /** Undefined when it cannot be read. */
  readonly content: RecordContent | undefined;
}

/** Entries behind a name, read in one go: a reader that stays keeps LMDB from using the pages of what is gone. */
function readBatch(files: Environment, behind: Buffer | undefined): readonly Row[] {
  const rows: Row[] = [];
  let bytes = 0;
  const start = behind === undefined ? undefined : Buffer.concat([behind, Buffer.of(0)]);
  for (const { key, value } of files.entries.getRange(start === undefined ? {} : { start })) {
    const content = decodeRecord(Buffer.from(value));
    rows.push({ name: Buffer.from(key), content: typeof content === 'string' ? undefined : content });
    bytes += value.length;
    if (rows.length >= BATCH_ENTRIES || bytes >= BATCH_BYTES) break;
  }
  return rows;
}

function readRecord(files: Environment, name: Buffer): Uint8Array | undefined {
  try {
    return files.entries.getBinary(name);
  } catch (cause) {
    files.isSuspect = true;
    throw new StoreError('STORE_DAMAGED', 'LMDB cannot read an entry.', { cause });
  }
}

function nameOf(key: string): Buffer {
  return Buffer.from(storageKeyOf(key).name);
}
