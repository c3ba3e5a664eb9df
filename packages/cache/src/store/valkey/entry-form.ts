import { decodeRecord, encodeRecord, type Unreadable } from '../record.ts';
import { HASH_MARK, keyOfStorageName, storageKeyOf } from '../storage-key.ts';
import type { StoredEntry } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { isAlive } from '../stored-entry.ts';
import { Seal } from './seal.ts';
import type { Command, Reply } from './server.ts';
import type { ValkeySettings } from './valkey-options.ts';

/** Later than this is for ever; the server reckons with 64 bits. */
const LATEST_EXPIRY_MS = 1e15;

/** An entry that was found, and its key. */
export interface FoundEntry {
  readonly key: string;
  readonly entry: StoredEntry;
}

/** How entries are named and written on the server. What cannot be read is a miss, counted, and told of once. */
export class EntryForm {
  readonly #settings: ValkeySettings;
  readonly #seal: Seal;
  #unreadable = 0;

  constructor(settings: ValkeySettings) {
    this.#settings = settings;
    this.#seal = new Seal(settings.secret);
  }

  /** Records that were found but could not be read. */
  get unreadable(): number {
    return this.#unreadable;
  }

  nameOf(key: string): string {
    return this.#settings.prefix + storageKeyOf(key).name;
  }

  /** The command that writes an entry, and about how many bytes it takes. */
  commandOf(key: string, entry: StoredEntry): { readonly command: Command; readonly bytes: number } {
    const { name: storageName, isHashed } = storageKeyOf(key);
    const name = this.#settings.prefix + storageName;
    const livesMs = Math.ceil(entry.expiresAt - this.#settings.clock.now());
    if (!(livesMs > 0)) return { command: ['unlink', name], bytes: name.length };
    const record = this.#seal.close(name, encodeRecord(entry, isHashed ? key : undefined));
    const expiry = entry.expiresAt > LATEST_EXPIRY_MS ? [] : ['PX', livesMs];
    return { command: ['set', name, record, ...expiry], bytes: name.length + record.length };
  }

  /**
   * What was answered for a name: undefined for nothing, for what has expired, and for what cannot be read. Without `key`
   * it is the one that the name or the record tells.
   *
   * @throws {@link StoreError} when that is the answer.
   */
  found(
    name: string,
    reply: Reply,
    key: string | undefined = keyOfStorageName(name.slice(this.#settings.prefix.length)),
  ): FoundEntry | undefined {
    if (reply instanceof Error && !isWrongKind(reply)) throw reply;
    if (reply === null || reply === undefined) return undefined;
    const record = reply instanceof Buffer ? this.#seal.open(name, reply) : undefined;
    const content = record === undefined ? 'damaged' : decodeRecord(record);
    if (typeof content === 'string') return this.#cannotRead(content);
    const isHashed = name.startsWith(HASH_MARK, this.#settings.prefix.length);
    const itsKey = isHashed ? content.key : key;
    // The hash of another key, or a record that somebody moved.
    if (itsKey === undefined || (key !== undefined && itsKey !== key)) return this.#cannotRead('damaged');
    return isAlive(content.entry, this.#settings.clock.now()) ? { key: itsKey, entry: content.entry } : undefined;
  }

  #cannotRead(why: Unreadable): undefined {
    this.#unreadable++;
    if (this.#unreadable > 1) return;
    this.#settings.onWarning(
      why === 'newer'
        ? new StoreError('STORE_NEWER', 'Valkey holds entries of a newer version of this package; they are misses.')
        : new StoreError('STORE_DAMAGED', 'Valkey holds entries that cannot be read; they are misses.'),
    );
  }
}

/** Somebody keeps a list or a table under a name of ours. */
function isWrongKind(error: Error): boolean {
  return error.message.includes('WRONGTYPE');
}
