import type { Removed, StoredEntry } from '../store/store.ts';
import { publishEviction } from './channels.ts';
import { believe, type Entry, isPlausible, isUsable, OVERHEAD_BYTES } from './entry.ts';
import { Memory } from './memory.ts';
import type { Settings } from './settings.ts';
import type { StoreSide } from './store-side.ts';
import type { Tally } from './tally.ts';
import { UNKNOWN } from './unknown.ts';
import { ValueCodec } from './value-codec.ts';

/** How long a value lasts, and what it took. */
export interface Terms {
  /** Not exceeded. @defaultValue what the cache's options say */
  readonly ttlMs?: number | undefined;
  readonly costMs: number;
}

/** What became of a value. */
export interface Kept<V> {
  /** As it is handed out. */
  readonly value: V;
  /** Undefined when it was too large to keep. */
  readonly entry: Entry<V> | undefined;
  /** Resolves when the store has acknowledged it. Who does not wait need not catch. */
  readonly saved: Promise<void>;
}

/** Memory and, behind it, the store: what is put into one goes into the other. */
export class Tiers<V> {
  readonly memory: Memory<V>;
  readonly store: StoreSide | undefined;
  readonly #settings: Settings<V>;
  readonly #codec: ValueCodec<V>;
  readonly #tally: Tally;
  /** Called when there is something that can expire. */
  readonly #filled: () => void;
  /** Keys that were written since a restoring began: what was read of them before is out of date. */
  #written: Set<string> | undefined;
  /** Keys that came back by it. */
  #restored: Set<string> | undefined;

  constructor(settings: Settings<V>, store: StoreSide | undefined, tally: Tally, filled: () => void) {
    this.#settings = settings;
    this.#tally = tally;
    this.#filled = filled;
    this.store = store;
    this.#codec = new ValueCodec(settings.schema, settings.maxEntryBytes);
    this.memory = new Memory(settings.maxSize, settings.maxBytes, (entry) => this.#evicted(entry));
  }

  /** Whether the store is this cache's alone: then it holds what memory holds. */
  get isOwn(): boolean {
    return this.store !== undefined && !this.store.isShared;
  }

  /** The entry in memory. One that does not count any more is dropped. */
  find(key: string): Entry<V> | undefined {
    const entry = this.memory.get(key);
    if (entry === undefined || isUsable(entry, this.now())) return entry;
    this.#expire(entry);
    return undefined;
  }

  /**
   * Brings what the store has into memory, unless it is no newer than `newerThan`. Memory's own is answered when the store
   * cannot say. `mayPut` says whether the key is still what it was when the store was asked.
   */
  async fetch(key: string, newerThan: number, mayPut: () => boolean): Promise<Entry<V> | undefined> {
    if (this.store === undefined) return undefined;
    const stored = this.store.read(key);
    const found = stored instanceof Promise ? await stored : stored;
    const entry = found === UNKNOWN ? this.#believed(key) : this.#taken(key, found, mayPut);
    return entry === undefined || entry.storedAt <= newerThan ? undefined : entry;
  }

  /**
   * Puts a value into memory at once and into the store behind.
   *
   * @throws {@link SmartCacheError} when it is none that can be kept.
   */
  keep(key: string, given: V, terms: Terms): Kept<V> {
    const encoded = this.#codec.encode(key, given);
    const entry =
      encoded === undefined ? undefined : this.#entryOf(key, encoded.value, this.#stored(encoded.bytes, terms));
    if (encoded === undefined || entry === undefined || entry.bytes > this.#settings.maxBytes) {
      this.#tally.counts.refused += 1;
      // What was there is out of date, even if what came is too large to keep.
      return { value: given, entry: undefined, saved: this.drop(key) };
    }
    this.put(entry);
    return { value: encoded.value, entry, saved: this.#write(key, this.#storedOf(entry, encoded.bytes)) };
  }

  /** Puts an entry into memory only. */
  put(entry: Entry<V>): void {
    const known = this.memory.peek(entry.key);
    if (known !== undefined) entry.accessCount = known.accessCount;
    this.memory.put(entry);
    this.#filled();
  }

  /** An entry of what a store holds; undefined, and counted, when it cannot be taken. */
  accept(key: string, stored: StoredEntry): Entry<V> | undefined {
    const entry = this.#decoded(key, stored);
    if (entry === undefined) this.#tally.counts.invalid += 1;
    else if (isUsable(entry, this.now())) return entry;
    return undefined;
  }

  /** As {@link accept}, but counts nothing. */
  look(key: string, stored: StoredEntry): Entry<V> | undefined {
    const entry = this.#decoded(key, stored);
    return entry !== undefined && isUsable(entry, this.now()) ? entry : undefined;
  }

  /** An entry in memory, as a store holds it. */
  encoded(key: string): StoredEntry | undefined {
    const entry = this.memory.peek(key);
    const encoded = entry === undefined ? undefined : this.#codec.encode(key, entry.value);
    return entry === undefined || encoded === undefined ? undefined : this.#storedOf(entry, encoded.bytes);
  }

  /** Forgets a key. Resolves when the store has acknowledged that. Who does not wait need not catch. */
  drop(key: string): Promise<void> {
    this.memory.delete(key);
    return this.#write(key, undefined);
  }

  /** Somebody else changed a key; undefined when any may be: those are asked for again when they are used. */
  changed(key: string | undefined): void {
    if (key !== undefined) this.memory.delete(key);
    else for (const entry of this.memory.entries()) believe(entry, Number.NEGATIVE_INFINITY);
  }

  /** Forgets everything. Resolves when the store has acknowledged that. */
  async clear(): Promise<void> {
    this.endRestoring();
    this.memory.clear();
    await this.store?.clear();
  }

  /** From now on it is noted what is written. */
  beginRestoring(): void {
    this.#written = new Set();
    this.#restored = new Set();
  }

  /** Puts what a store held into memory, unless that became out of date. Answers false when there is no use in going on. */
  restore(entry: Entry<V>): boolean {
    if (this.#written === undefined) return false;
    if (this.#isTouched(entry.key)) return true;
    // What is used now is not evicted for what was used in the former run.
    if (!this.memory.hasRoomFor(entry)) this.#renewTheUsed();
    this.put(entry);
    this.#restored?.add(entry.key);
    return true;
  }

  /** Removes from the store what it held and nobody will use, unless that became out of date. */
  discard(key: string): void {
    if (!this.#isTouched(key)) void this.drop(key);
  }

  endRestoring(): void {
    this.#renewTheUsed();
    this.#written = undefined;
    this.#restored = undefined;
  }

  /** Removes what does not count any more, from memory and from the store. What was in both is counted once. */
  async removeExpired(): Promise<Removed> {
    const expired = this.#expired();
    for (const entry of expired) this.#forget(entry);
    const { entries, bytes } = contentOf(expired);
    const stored = await this.store?.removeExpired();
    return { entries: Math.max(entries, stored?.entries ?? 0), bytes: Math.max(bytes, stored?.bytes ?? 0) };
  }

  /** What of memory does not count any more. */
  countExpired(): Removed {
    return contentOf(this.#expired());
  }

  now(): number {
    return this.#settings.clock.now();
  }

  #expired(): Entry<V>[] {
    const now = this.now();
    return [...this.memory.entries()].filter((entry) => !isUsable(entry, now));
  }

  #isTouched(key: string): boolean {
    return this.#written?.has(key) === true || this.memory.peek(key) !== undefined;
  }

  /** Makes newer than all that came back what did not. */
  #renewTheUsed(): void {
    const restored = this.#restored;
    if (restored === undefined) return;
    const used = [...this.memory.entries()].filter(({ key }) => !restored.has(key));
    for (const { key } of used) this.memory.get(key);
  }

  #write(key: string, stored: StoredEntry | undefined): Promise<void> {
    this.#written?.add(key);
    return this.store?.write(key, stored) ?? Promise.resolve();
  }

  #believed(key: string): Entry<V> | undefined {
    const entry = this.memory.peek(key);
    if (entry !== undefined) believe(entry, this.#recheckAt());
    return entry;
  }

  #taken(key: string, stored: StoredEntry | undefined, mayPut: () => boolean): Entry<V> | undefined {
    const known = this.memory.peek(key);
    if (known !== undefined && stored !== undefined && stored.storedAt <= known.storedAt) return this.#believed(key);
    const entry = stored === undefined ? undefined : this.accept(key, stored);
    if (!mayPut()) return entry;
    if (entry !== undefined) this.put(entry);
    // Where others share the store, what is not there any more was removed by one of them.
    else if (this.store?.isShared === true) this.memory.delete(key);
    return entry;
  }

  #decoded(key: string, stored: StoredEntry): Entry<V> | undefined {
    if (stored.schemaVersion !== this.#settings.schemaVersion || !isPlausible(stored)) return undefined;
    const decoded = this.#codec.decode(stored.bytes);
    const entry = decoded === undefined ? undefined : this.#entryOf(key, decoded.value, stored);
    return entry === undefined || entry.bytes > this.#settings.maxBytes ? undefined : entry;
  }

  #entryOf(key: string, value: V, stored: StoredEntry): Entry<V> {
    const { storedAt, freshUntil, expiresAt, costMs } = stored;
    const recheckAt = this.#recheckAt();
    return {
      key,
      value,
      bytes: Buffer.byteLength(key) + stored.bytes.byteLength + OVERHEAD_BYTES,
      storedAt,
      freshUntil,
      staleUntil: Math.min(freshUntil + this.#settings.staleMs, expiresAt),
      expiresAt,
      costMs,
      goodUntil: Math.min(freshUntil, recheckAt),
      recheckAt,
      accessCount: 0,
      lastAccessed: storedAt,
    };
  }

  #stored(bytes: Uint8Array, { ttlMs, costMs }: Terms): StoredEntry {
    const { staleMs, staleIfErrorMs, schemaVersion } = this.#settings;
    const storedAt = Math.floor(this.now());
    const freshUntil = storedAt + this.#jittered(ttlMs);
    return { bytes, schemaVersion, storedAt, freshUntil, expiresAt: freshUntil + staleMs + staleIfErrorMs, costMs };
  }

  #storedOf(entry: Entry<V>, bytes: Uint8Array): StoredEntry {
    const { storedAt, freshUntil, expiresAt, costMs } = entry;
    return { bytes, schemaVersion: this.#settings.schemaVersion, storedAt, freshUntil, expiresAt, costMs };
  }

  /** What was asked for with a value is a limit, as of an address that expires; the usual time is only a rule. */
  #jittered(ttlMs: number | undefined): number {
    const { random, ttlJitter } = this.#settings;
    const share = ttlMs === undefined ? 1 + ttlJitter * (2 * random() - 1) : 1 - ttlJitter * random();
    return Math.max(1, Math.round((ttlMs ?? this.#settings.ttlMs) * share));
  }

  #recheckAt(): number {
    return this.store?.isShared === true ? this.now() + this.#settings.recheckMs : Number.POSITIVE_INFINITY;
  }

  #evicted(entry: Entry<V>): void {
    this.#tally.counts.evictions += 1;
    publishEviction(entry.key, 'size');
    // It must not come back after a restart.
    if (this.isOwn) void this.#write(entry.key, undefined);
  }

  #expire(entry: Entry<V>): void {
    this.#forget(entry);
    if (this.isOwn) void this.#write(entry.key, undefined);
  }

  #forget(entry: Entry<V>): void {
    this.memory.delete(entry.key);
    this.#tally.counts.expirations += 1;
    publishEviction(entry.key, 'expired');
  }
}

function contentOf(entries: readonly Entry<unknown>[]): Removed {
  return { entries: entries.length, bytes: entries.reduce((sum, { bytes }) => sum + bytes - OVERHEAD_BYTES, 0) };
}
