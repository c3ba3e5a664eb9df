import { randomBytes } from 'node:crypto';
import { storageKeyOf } from '../storage-key.ts';
import type { Lease, Removed, Store, StoredEntry } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { contentBytes } from '../stored-entry.ts';
import { ChangeBus } from './change-bus.ts';
import { Connection } from './connection.ts';
import { EntryForm } from './entry-form.ts';
import { type NamePage, namePages } from './scan.ts';
import type { Command, Reply, Taker } from './server.ts';
import { ErrorTranslator } from './server-error.ts';
import { LEASE_MARK, secretsOf, settingsOf, type ValkeySettings, type ValkeyStoreOptions } from './valkey-options.ts';
import { type Write, WriteBehind } from './write-behind.ts';

/** Deadline of what nobody waits for with a request in hand: writes, and going through all keys. */
const BACKGROUND_DEADLINE_MS = 2_000;
/** How long closing waits for writes. */
const CLOSE_MS = 1_000;
/** Keys that are asked for in one command. */
const GET_CHUNK = 256;
/** Entries that are read at once on the way through all: at their largest they are 8 MiB. */
const SCAN_READ_CHUNK = 32;
/** Removes a lease if it is still the one that was taken. */
const RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0";

/** What a {@link ValkeyStore} went through. */
export interface ValkeyStoreStats {
  /** Whether operations are tried, as far as is known. */
  readonly isAvailable: boolean;
  /** Operations that had no answer in time. */
  readonly timeouts: number;
  /** Operations that were not tried, because the server was left alone. */
  readonly refused: number;
  /** Records that were found but could not be read, each of which was a miss. */
  readonly unreadable: number;
  /** Writes that wait for the server. */
  readonly queuedWrites: number;
  readonly queuedBytes: number;
  /** Writes that were given up to make room for later ones. */
  readonly droppedWrites: number;
}

/**
 * Keeps entries in Valkey, or Redis from version 7, where several processes and machines share them: one server, a group
 * with Sentinels, or a Cluster. Needs the package `ioredis`, which is loaded at the first use.
 *
 * A request never waits for a server longer than `deadlineMs`; after five failures in a row the server is left alone for a
 * second, later for up to 30, and asked again then. Writes wait behind until the server has acknowledged them, at most
 * 1,000 of them or 4 MiB, of which the oldest are dropped.
 *
 * A user of its own needs the keys and channels of the prefix (`~songs:* &songs:*`) and the commands `get`, `mget`, `set`,
 * `getdel`, `unlink`, `exists`, `scan`, `publish`, `subscribe`, `eval` and `del`, beside `hello`, `client` and `info`.
 *
 * @example
 * ```ts
 * import { SmartCache, ValkeyStore } from '@reprise/cache';
 *
 * const store = new ValkeyStore({ url: process.env.VALKEY_URL ?? 'redis://127.0.0.1', prefix: 'songs:' });
 * const songs = new SmartCache<string>({ store });
 * ```
 */
export class ValkeyStore implements Store {
  readonly name = 'valkey';
  readonly isShared = true;
  readonly deadlineMs: number;
  readonly #settings: ValkeySettings;
  readonly #connection: Connection;
  readonly #writes: WriteBehind;
  readonly #bus: ChangeBus;
  readonly #form: EntryForm;
  #closing: Promise<void> | undefined;

  /** Connects to nothing yet. @throws TypeError or RangeError naming the option that is wrong and what it must be. */
  constructor(options: ValkeyStoreOptions) {
    this.#settings = settingsOf(options);
    this.deadlineMs = this.#settings.deadlineMs;
    this.#connection = new Connection(this.#settings, new ErrorTranslator(secretsOf(this.#settings.target)), {
      ready: () => this.#writes.retry(),
      dead: () => this.#bus.renew(),
    });
    this.#bus = new ChangeBus(this.#settings);
    this.#form = new EntryForm(this.#settings);
    this.#writes = new WriteBehind({
      clock: this.#settings.clock,
      waitMs: this.#settings.writeWaitMs,
      send: (writes) => this.#sendWrites(writes),
    });
  }

  async get(key: string): Promise<StoredEntry | undefined> {
    this.#assertOpen();
    const name = this.#form.nameOf(key);
    const [reply] = await this.#connection.send([['get', name]], this.#settings.deadlineMs);
    return this.#form.found(name, reply, key)?.entry;
  }

  async getMany(keys: readonly string[]): Promise<readonly (StoredEntry | undefined)[]> {
    this.#assertOpen();
    const found: (StoredEntry | undefined)[] = [];
    for (let from = 0; from < keys.length; from += GET_CHUNK) {
      const chunk = keys.slice(from, from + GET_CHUNK);
      const names = chunk.map((key) => this.#form.nameOf(key));
      const replies = await this.#read(names);
      chunk.forEach((key, i) => void found.push(this.#form.found(names[i] ?? '', replies[i], key)?.entry));
    }
    return found;
  }

  async set(key: string, entry: StoredEntry): Promise<void> {
    this.#assertOpen();
    const bytes = contentBytes(key, entry);
    if (bytes > this.#settings.maxEntryBytes) {
      const most = this.#settings.maxEntryBytes;
      throw new StoreError(
        'ENTRY_TOO_LARGE',
        `An entry of ${bytes} bytes is more than the ${most} that may be stored.`,
      );
    }
    await this.#writes.add({ key, ...this.#form.commandOf(key, entry), isReplaceable: true });
  }

  async delete(key: string): Promise<boolean> {
    this.#assertOpen();
    const name = this.#form.nameOf(key);
    const reply = await this.#writes.add({
      key,
      command: ['getdel', name],
      bytes: name.length,
      isReplaceable: false,
    });
    return this.#form.found(name, reply, key) !== undefined;
  }

  async clear(): Promise<void> {
    this.#assertOpen();
    await this.#writes.settled();
    for await (const { names, part } of this.#pages()) await this.#unlink(names, part);
    const message = this.#bus.messageOf([]);
    await this.#connection.send([message], BACKGROUND_DEADLINE_MS);
  }

  /** A key may come twice while the server rearranges its table of keys. */
  async *entries(): AsyncGenerator<readonly [key: string, entry: StoredEntry], void, undefined> {
    this.#assertOpen();
    for await (const { names, part } of this.#pages()) {
      for (let from = 0; from < names.length; from += SCAN_READ_CHUNK) {
        yield* await this.#entriesOf(names.slice(from, from + SCAN_READ_CHUNK), part);
      }
    }
  }

  /** The server does that by itself. */
  async removeExpired(): Promise<Removed> {
    this.#assertOpen();
    return { entries: 0, bytes: 0 };
  }

  /** A server cannot say what the keys of a prefix take. */
  async size(): Promise<undefined> {
    this.#assertOpen();
    return undefined;
  }

  /** @throws {@link StoreError} when the server cannot be reached, so that nobody knows. */
  async lease(key: string, forMs: number): Promise<Lease | undefined> {
    this.#assertOpen();
    const { deadlineMs } = this.#settings;
    const name = this.#settings.prefix + LEASE_MARK + storageKeyOf(key).name;
    const token = randomBytes(16).toString('base64url');
    const reply = await this.#connection.ask(
      ['set', name, token, 'NX', 'PX', Math.max(1, Math.ceil(forMs))],
      deadlineMs,
    );
    if (reply === null) return undefined;
    const release = async (): Promise<void> => {
      // What cannot be given back ends by itself.
      await this.#connection.send([['eval', RELEASE, 1, name, token]], deadlineMs).catch(() => undefined);
    };
    return { release };
  }

  onChange(listener: (key: string | undefined) => void): () => void {
    this.#assertOpen();
    return this.#bus.listen(listener);
  }

  /** How it goes. */
  stats(): ValkeyStoreStats {
    return {
      isAvailable: this.#connection.isAvailable,
      ...this.#connection.counts,
      unreadable: this.#form.unreadable,
      queuedWrites: this.#writes.count,
      queuedBytes: this.#writes.bytes,
      droppedWrites: this.#writes.dropped,
    };
  }

  /** Writes what waits, for a second at most, and disconnects. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#writes.close(CLOSE_MS);
    this.#bus.close();
    this.#connection.close();
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw new StoreError('STORE_CLOSED', 'The Valkey store was closed.');
  }

  async #sendWrites(writes: readonly Write[]): Promise<readonly Reply[]> {
    const commands = writes.map(({ command }) => command);
    const keys = [...new Set(writes.map(({ key }) => key))];
    const replies = await this.#connection.send([...commands, this.#bus.messageOf(keys)], BACKGROUND_DEADLINE_MS);
    return replies.slice(0, writes.length);
  }

  /** One command where there is one server; in a Cluster keys live apart. */
  async #read(names: readonly string[]): Promise<readonly Reply[]> {
    const { deadlineMs } = this.#settings;
    const { isCluster } = await this.#connection.server();
    if (isCluster)
      return this.#connection.send(
        names.map((name) => ['get', name]),
        deadlineMs,
      );
    const values = await this.#connection.ask(['mget', ...names], deadlineMs);
    return Array.isArray(values) ? values : [];
  }

  async #entriesOf(names: readonly Buffer[], part: Taker): Promise<(readonly [key: string, entry: StoredEntry])[]> {
    const commands = names.map((name): Command => ['get', name]);
    const replies = await this.#connection.send(commands, BACKGROUND_DEADLINE_MS, part);
    const found: (readonly [key: string, entry: StoredEntry])[] = [];
    names.forEach((bytes, i) => {
      const content = this.#form.found(bytes.toString(), replies[i]);
      if (content !== undefined) found.push([content.key, content.entry]);
    });
    return found;
  }

  async #unlink(names: readonly Buffer[], part: Taker): Promise<void> {
    const commands = names.map((name): Command => ['unlink', name]);
    const replies = await this.#connection.send(commands, BACKGROUND_DEADLINE_MS, part);
    for (const reply of replies) if (reply instanceof Error) throw reply;
  }

  #pages(): AsyncGenerator<NamePage, void, undefined> {
    return namePages(this.#connection, this.#settings.prefix, BACKGROUND_DEADLINE_MS);
  }
}
