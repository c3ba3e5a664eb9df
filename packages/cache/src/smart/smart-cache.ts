import { durationMs, knownOptions, wholeNumber } from '@reprise/options';
import type { Defined } from '../policy/lru-cache.ts';
import type { Removed } from '../store/store.ts';
import { type BatchOptions, type BatchOutcome, batch } from './batch.ts';
import { isServable } from './entry.ts';
import { Ledger } from './ledger.ts';
import { closedError, Life } from './life.ts';
import { Loader } from './loader.ts';
import type { PopularKey } from './popularity.ts';
import { type Parts, type ProcessOptions, Requests } from './requests.ts';
import { restore } from './restore.ts';
import type { Process, Processed } from './results.ts';
import { settingsOf, ttlOf } from './settings.ts';
import { SmartCacheError, shownKey } from './smart-cache-error.ts';
import type { SmartCacheOptions } from './smart-cache-options.ts';
import type { SmartCacheStats } from './smart-stats.ts';
import { StoreSide, type StoreState } from './store-side.ts';
import { Sweeper } from './sweeper.ts';
import { Tally } from './tally.ts';
import { Tiers } from './tiers.ts';
import { UNKNOWN } from './unknown.ts';
import {
  type CacheContent,
  type EntryInfo,
  type KnownEntry,
  type KnownFailure,
  type SmartCacheExport,
  Views,
} from './views.ts';
import { Warming, type WarmOptions, type WarmReport } from './warming.ts';

/** How much a cache may hold in memory. */
export interface CacheBounds {
  readonly maxSize: number;
  readonly maxBytes: number;
}

/** What {@link SmartCache.set} may be told of a value. */
export interface SetOptions {
  /** How long it is fresh, in milliseconds. Not exceeded. @defaultValue `ttlMs` of the cache */
  readonly ttlMs?: number;
  /** What it took to make it, in milliseconds: what a hit saves. @defaultValue 0 */
  readonly costMs?: number;
}

/**
 * Remembers what is slow to make: in memory, and in a store that outlives the process or is shared by several.
 *
 * Values are made once however many ask for them at the same time, given while they are made anew (`staleMs`) or cannot
 * be (`staleIfErrorMs`), and not asked for again at once when that failed (`classify`). The store may be slow, full,
 * damaged or gone: that is a miss and a warning, never a failed request.
 *
 * Values are JSON: what they hold beside that is lost on the way through a store. The value that is handed out is the very
 * object in memory, so it must not be changed.
 *
 * @example
 * ```ts
 * import { SmartCache } from '@reprise/cache';
 *
 * await using pages = new SmartCache<string>({ cacheDir: 'pages', ttlMs: 3_600_000 });
 * const load = async (url: string): Promise<string> => (await fetch(url)).text();
 * const { value, wasCached, savedMs } = await pages.getOrProcess('https://example.org', load);
 * console.log(value.length, wasCached ? `saved ${savedMs} ms` : 'loaded');
 * ```
 */
export class SmartCache<V extends Defined = Defined> {
  readonly #parts: Parts<V>;
  readonly #requests: Requests<V>;
  readonly #views: Views<V>;
  readonly #warming: Warming;
  readonly #sweeper: Sweeper;
  #stopListening: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  /** @throws TypeError or RangeError naming the option that is wrong, its value and what it must be. */
  constructor(options: SmartCacheOptions<V> = {}) {
    const settings = settingsOf(options);
    const store = settings.store === undefined ? undefined : new StoreSide(settings.store, settings);
    const tally = new Tally(settings, settings.clock.now());
    const tiers = new Tiers(settings, store, tally, () => this.#sweeper.arm());
    const loader = new Loader(settings, tiers, tally);
    const ledger = new Ledger(settings, tiers, tally);
    const life = new Life(settings, () => this.#begin());
    this.#parts = { settings, tiers, tally, loader, ledger, life };
    this.#requests = new Requests(this.#parts);
    this.#views = new Views(this.#parts);
    this.#warming = new Warming(settings.clock, loader.work);
    this.#sweeper = new Sweeper(settings.background, settings.sweepIntervalMs, async () => {
      await this.cleanup();
      return tiers.memory.size > 0;
    });
  }

  /** Entries in memory. */
  get size(): number {
    return this.#parts.tiers.memory.size;
  }

  /** How much memory may hold: entries, and bytes that these take. */
  get bounds(): CacheBounds {
    const { maxSize, maxBytes } = this.#parts.settings;
    return { maxSize, maxBytes };
  }

  /** The store behind memory, as it is now; undefined without one. */
  get store(): StoreState | undefined {
    return this.#parts.tiers.store?.state;
  }

  /**
   * The value of a key: from memory, else from the store, else made by `process`, whatever of it was asked for at the same
   * time. Resolves with the value and how it was come by.
   *
   * @throws {@link SmartCacheError} `KNOWN_FAILURE`, `LOAD_TIMEOUT`, `VALUE_INVALID` or `CACHE_CLOSED`, and whatever
   * `process` throws or the signal's reason is.
   *
   * @example
   * ```ts
   * import { SmartCache } from '@reprise/cache';
   *
   * const cache = new SmartCache<string>();
   * const load = async (url: string, { signal }: { signal: AbortSignal }): Promise<string> =>
   *   (await fetch(url, { signal })).text();
   * const processed = await cache.getOrProcess('https://example.org', load, { signal: AbortSignal.timeout(5_000) });
   * const [page, wasCached] = processed.toTuple();
   * ```
   */
  getOrProcess(key: string, process: Process<V>, options?: ProcessOptions<V>): Promise<Processed<V>> {
    return this.#requests.serve(key, process, options);
  }

  /**
   * Has the value of a key made anew because what was there did not work; that is forgotten first, in the store too. Several
   * who find the same out at the same time get one new value.
   *
   * @throws as {@link getOrProcess}.
   *
   * @example
   * ```ts
   * import { SmartCache } from '@reprise/cache';
   *
   * const links = new SmartCache<string>();
   * const sign = (key: string): string => `https://example.org/${key}?until=${Date.now() + 60_000}`;
   * const { value } = await links.getOrProcess('song', sign);
   * if (!(await fetch(value)).ok) await links.repair('song', sign);
   * ```
   */
  repair(key: string, process: Process<V>, options?: ProcessOptions<V>): Promise<Processed<V>> {
    return this.#requests.repair(key, process, options);
  }

  /** The value of a key, from memory or the store; undefined when it is in neither. Counts as a hit or a miss. */
  get(key: string): Promise<V | undefined> {
    return this.#requests.lookUp(key);
  }

  /** The value of a key if it is in memory. Counts nothing, moves nothing, asks nobody. */
  peek(key: string): V | undefined {
    const entry = this.#parts.tiers.memory.peek(key);
    return entry !== undefined && isServable(entry, this.#parts.tiers.now()) ? entry.value : undefined;
  }

  /** What memory knows of an entry, without asking the store; undefined when it is not there. Changes nothing. */
  peekInfo(key: string): KnownEntry<V> | undefined {
    return this.#views.ofMemory(key);
  }

  /** What memory knows of each entry, from the one that was not used for the longest time to the newest. Changes nothing. */
  entries(): KnownEntry<V>[] {
    return this.#views.entries();
  }

  /** The failures that are still believed. */
  failures(): KnownFailure[] {
    return this.#views.failures();
  }

  /** Forgets that a key failed, so that it is tried again. True when that was known. What is there of it stays. */
  forgetFailure(key: string): boolean {
    return this.#parts.loader.negatives.delete(key);
  }

  /** Whether {@link get} would answer with a value. Counts nothing. */
  async has(key: string): Promise<boolean> {
    const { life } = this.#parts;
    await life.untilServing();
    life.assertOpen();
    return this.#views.has(key);
  }

  /**
   * Stores a value, in memory at once. Resolves when the store has acknowledged it.
   *
   * @throws {@link SmartCacheError} `VALUE_INVALID` or `VALUE_TOO_LARGE`, and {@link StoreError} when the store did not
   * acknowledge it; then it is in memory all the same.
   *
   * @example
   * ```ts
   * import { SmartCache } from '@reprise/cache';
   *
   * const cache = new SmartCache<{ title: string }>();
   * await cache.set('song', { title: 'Ode to Joy' }, { ttlMs: 60_000 });
   * ```
   */
  async set(key: string, value: V, options: SetOptions = {}): Promise<void> {
    knownOptions('SmartCache.set', options, ['ttlMs', 'costMs']);
    const ttlMs = options.ttlMs === undefined ? undefined : ttlOf(options.ttlMs);
    const costMs = wholeNumber('SmartCache.set: costMs', options.costMs ?? 0, { min: 0 });
    const { ledger, life, loader, tiers } = this.#parts;
    void life.ready();
    const { entry, saved } = tiers.keep(key, value, { ttlMs, costMs });
    loader.outdate(key);
    ledger.touch();
    await saved;
    if (entry !== undefined) return;
    throw new SmartCacheError('VALUE_TOO_LARGE', `The value of ${shownKey(key)} is too large to keep.`);
  }

  /**
   * Forgets a key, at once in memory. Resolves, when the store has acknowledged that, with whether it was there.
   *
   * @throws {@link StoreError} when the store did not acknowledge it.
   */
  async delete(key: string): Promise<boolean> {
    const { ledger, life, loader, tiers } = this.#parts;
    void life.ready();
    const there = tiers.memory.peek(key) !== undefined || this.#isStored(key);
    loader.outdate(key);
    const dropped = tiers.drop(key);
    ledger.touch();
    const wasThere = await there;
    await dropped;
    return wasThere;
  }

  /** Forgets all values and failures. What was counted stays. @throws {@link StoreError} when the store did not. */
  async clear(): Promise<void> {
    const { ledger, life, loader, tiers } = this.#parts;
    life.assertOpen();
    loader.outdateAll();
    ledger.touch();
    await tiers.clear();
  }

  /**
   * Serves many keys, a few at once, as {@link getOrProcess} does. Resolves with what became of each, in their order: also
   * with those that failed.
   *
   * @example
   * ```ts
   * import { SmartCache } from '@reprise/cache';
   *
   * const cache = new SmartCache<string>();
   * const load = async (url: string): Promise<string> => (await fetch(url)).text();
   * for (const outcome of await cache.batchProcess(['https://example.org', 'https://example.com'], load)) {
   *   if (outcome.status === 'failed') console.error(outcome.key, outcome.error);
   * }
   * ```
   */
  async batchProcess(
    keys: readonly string[],
    process: Process<V>,
    options: BatchOptions<V> = {},
  ): Promise<BatchOutcome<V>[]> {
    knownOptions('SmartCache.batchProcess', options, ['concurrency', 'signal', 'ttlMs', 'onProgress']);
    const { concurrency = 3, onProgress, ...request } = options;
    wholeNumber('SmartCache.batchProcess: concurrency', concurrency, { min: 1 });
    return batch(keys, concurrency, (key) => this.getOrProcess(key, process, request), onProgress);
  }

  /**
   * Makes values before anybody asks for them, with the reason `warm`: of these keys, or of the most popular ones, those
   * first that are gone or expire soonest. Waits while somebody waits for a value to be made, and counts neither hits nor
   * misses. A value that has more than half of its time left stays as it is.
   *
   * @example
   * ```ts
   * import { SmartCache } from '@reprise/cache';
   *
   * const cache = new SmartCache<string>();
   * const load = async (url: string): Promise<string> => (await fetch(url)).text();
   * const { warmed, failed } = await cache.warm({ top: 20 }, load, { budgetMs: 60_000 });
   * ```
   */
  async warm(
    keys: readonly string[] | { readonly top: number },
    process: Process<V>,
    options: WarmOptions<V> = {},
  ): Promise<WarmReport> {
    knownOptions('SmartCache.warm', options, ['concurrency', 'budgetMs', 'signal', 'ttlMs', 'isForced', 'onProgress']);
    if (options.concurrency !== undefined) wholeNumber('SmartCache.warm: concurrency', options.concurrency, { min: 1 });
    if (options.budgetMs !== undefined) durationMs('SmartCache.warm: budgetMs', options.budgetMs);
    const { isForced = false, ttlMs } = options;
    await this.#parts.life.ready();
    const chosen = 'top' in keys ? this.#soonestToExpire(keys.top) : keys;
    return this.#warming.run(chosen, options, (key, signal) =>
      this.#requests.warm(key, process, { signal, isForced, ...(ttlMs !== undefined && { ttlMs }) }),
    );
  }

  /** Makes all warming wait, now and later. What is being made is still made. */
  pauseWarming(): void {
    this.#warming.pause();
  }

  /** Lets warming go on. */
  resumeWarming(): void {
    this.#warming.resume();
  }

  /**
   * Removes what has expired from memory and from the store; what was in both counts once. Never fails.
   *
   * @param options - `isDryRun`: removes nothing, and answers what of memory would go.
   */
  async cleanup({ isDryRun = false }: { readonly isDryRun?: boolean } = {}): Promise<Removed> {
    const { life, loader, tiers } = this.#parts;
    life.assertOpen();
    if (isDryRun) return tiers.countExpired();
    loader.negatives.removeExpired(tiers.now());
    return tiers.removeExpired();
  }

  /** The `count` keys that were asked for most, hits included and old requests counting less, the most popular first. */
  popular(count: number): PopularKey[] {
    wholeNumber('SmartCache.popular: count', count, { min: 0 });
    return this.#parts.tally.popularity.top(count, this.#parts.tiers.now());
  }

  /** What is here, what happened so far and how long it took: measured, and undefined where nothing was. */
  async stats(): Promise<SmartCacheStats> {
    const { life, loader, tally, tiers } = this.#parts;
    await life.untilServing();
    const diskBytes = await tiers.store?.size();
    const { size: entries, bytes } = tiers.memory;
    return { ...tally.stats(tiers.now()), entries, negativeEntries: loader.negatives.size, bytes, diskBytes };
  }

  /** What is known of an entry; undefined when it is nowhere. Changes nothing. */
  async inspect(key: string): Promise<(EntryInfo & { readonly value: V }) | undefined> {
    const { life } = this.#parts;
    await life.untilServing();
    life.assertOpen();
    return this.#views.of(key);
  }

  /**
   * How much there is in memory and in the store, what is in both once. Looks through all of the store.
   *
   * @throws {@link StoreError} when the store cannot be looked through.
   */
  async content(): Promise<CacheContent> {
    const { life } = this.#parts;
    await life.ready();
    return this.#views.content();
  }

  /** Everything that is in memory, as plain data. */
  exportData(): SmartCacheExport<V> {
    return this.#views.all();
  }

  /** Resolves when what the former run left in the store is here, as far as it could be read. Never fails. */
  ready(): Promise<void> {
    return this.#parts.life.ready();
  }

  /**
   * Resolves when everything is in the store: nothing that was kept so far is lost when the process dies.
   *
   * @throws {@link StoreError} when something could not be written.
   */
  async flush(): Promise<void> {
    const { ledger, life, tiers } = this.#parts;
    life.assertOpen();
    await this.#flush(tiers, ledger);
  }

  /**
   * Stops what is under way, writes what is to be written unless that takes long, and ends, the store too. Those who wait get
   * `CACHE_CLOSED`. Never fails: call {@link flush} first to know that everything was written.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #begin(): Promise<void> {
    const { ledger, loader, settings, tiers } = this.#parts;
    this.#stopListening = tiers.store?.onChange((key) => {
      tiers.changed(key);
      loader.changed(key);
    });
    try {
      await restore(tiers, await ledger.read(), settings.maxSize);
    } catch {
      // The store has warned: the cache begins empty.
    }
  }

  async #flush(tiers: Tiers<V>, ledger: Ledger<V>): Promise<void> {
    await tiers.store?.flush((key) => tiers.encoded(key));
    await ledger.save();
  }

  async #close(): Promise<void> {
    const { ledger, life, loader, tiers } = this.#parts;
    life.close();
    this.#warming.stop();
    loader.close(closedError());
    this.#sweeper.close();
    this.#stopListening?.();
    tiers.endRestoring();
    // What fails here has been warned of, and nobody could do anything about it any more.
    await tiers.store?.close(() => this.#flush(tiers, ledger));
    ledger.close();
    tiers.memory.clear();
  }

  async #isStored(key: string): Promise<boolean> {
    const { store } = this.#parts.tiers;
    const read = await store?.read(key);
    return read !== undefined && read !== UNKNOWN;
  }

  #soonestToExpire(count: number): string[] {
    const { memory } = this.#parts.tiers;
    const freshUntil = (key: string): number => memory.peek(key)?.freshUntil ?? 0;
    return this.popular(count)
      .map(({ key }) => key)
      .sort((a, b) => freshUntil(a) - freshUntil(b));
  }
}
