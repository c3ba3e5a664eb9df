import { knownOptions } from '@reprise/options';
import { type CacheablePlaylist, type CacheableResult, type CacheableTrack, isPlaylist } from './cacheable.ts';
import { publishLookup } from './channels.ts';
import { spellingFootprint } from './footprint.ts';
import { capacityOf, type HyperCacheOptions, type HyperCacheSettings, settingsOf } from './hyper-cache-options.ts';
import { Incoming } from './incoming.ts';
import { NEGATIVE_TTL_MS } from './negative-cache.ts';
import { playlistInfo } from './playlist-info.ts';
import { CachedQuery } from './query-tier.ts';
import { putContent, takeContent } from './snapshot.ts';
import { checkContent } from './snapshot-content.ts';
import { decodeSnapshot, encodeSnapshot } from './snapshot-format.ts';
import type { HyperCacheStats } from './stats.ts';
import { TwoTiers } from './two-tiers.ts';

/** What {@link HyperCache.resize} can change. */
export interface HyperCacheCapacities {
  readonly queryCapacity?: number | undefined;
  readonly trackCapacity?: number | undefined;
}

/** What {@link HyperCache.exportData} answers. */
export interface HyperCacheExport {
  /** Queries and the ids of their tracks. */
  readonly l1: Record<string, string[]>;
  /** Ids of tracks and their titles. */
  readonly l2: Record<string, string>;
}

/**
 * Answers of searches in two tiers: L1 knows which tracks a query found (least recently used goes first), L2 knows the
 * tracks (least frequently used goes first, old uses counting less and less).
 *
 * The tiers know of each other. Of tracks used equally often those go first that no query needs; a query that loses a
 * track goes as a whole. What was just put can be read, whatever was there before.
 *
 * @example
 * ```ts
 * import { HyperCache } from '@reprise/cache';
 *
 * const cache = new HyperCache({ queryCapacity: 200, trackCapacity: 2_000 });
 * cache.putQuery('ode to joy', [{ encoded: 'QAAA…', title: 'Ode to Joy' }]);
 * cache.getQuery('ode to joy'); // the track
 * cache.getQuery('never asked'); // undefined
 * ```
 */
export class HyperCache<T extends CacheableTrack = CacheableTrack> {
  readonly #settings: HyperCacheSettings;
  readonly #tiers: TwoTiers<T>;

  /** @throws TypeError or RangeError naming the option that is wrong, its value and what it must be. */
  constructor(options: HyperCacheOptions = {}) {
    this.#settings = settingsOf(options);
    this.#tiers = new TwoTiers(this.#settings);
  }

  /**
   * Stores what a query was answered with; an empty list is remembered for a minute. Doubles are left out. Answers
   * false, and keeps nothing under this query, when the result has more tracks than a quarter of the track capacity or
   * takes more than a tenth of `maxBytes`.
   */
  putQuery(query: string, result: CacheableResult<T>): boolean {
    const key = this.#settings.normalize(query);
    if (!isPlaylist(result) && result.length === 0) return this.#putNegative(key);
    this.#tiers.negatives.delete(key);

    return this.#putting((incoming) => {
      this.#tiers.announce(incoming, isPlaylist(result) ? result.tracks : result);
      const playlist = isPlaylist(result) ? playlistInfo(result, incoming.tracks) : undefined;
      const expiresAt = incoming.size > 0 ? incoming.soonest : this.#tiers.expiry(true);
      // A list that grew has room to grow: what is kept of it should not.
      const cached = new CachedQuery(key, incoming.slots.slice(), playlist, expiresAt);
      const isStored = this.#tiers.queryCapacity > 0 && this.#tiers.fits(incoming, cached.bytes);
      if (isStored) this.#tiers.put(incoming, cached);
      // What was known is out of date, even if the news are too large to keep.
      else this.deleteQuery(key);
      return isStored;
    });
  }

  /**
   * What a query was answered with, in any spelling that `normalize` makes equal: undefined when that is not known, an
   * empty list when it is known to find nothing. The list is the caller's own; the tracks are those that were put.
   */
  getQuery(query: string): T[] | CacheablePlaylist<T> | undefined {
    const found = this.#tiers.queries.find(query) ?? this.#findNormalized(query);
    const tracks = found === undefined ? undefined : this.#useTracksOf(found);
    if (found === undefined || tracks === undefined) return this.#getNegative(query);
    this.#tiers.queries.use(found);
    this.#tiers.counters.l1Hits += 1;
    publishLookup(true, 'l1', query);
    return found.playlist === undefined ? tracks : { ...found.playlist, tracks };
  }

  /** Whether {@link getQuery} would answer with tracks. It does not count as a use. */
  hasQuery(query: string): boolean {
    const found = this.#peekQuery(query);
    return found !== undefined && !this.#tiers.isStale(found.expiresAt) && this.#tiers.isWhole(found);
  }

  /** Stores one track. Answers false, and stores nothing, when it takes more than a tenth of `maxBytes`. */
  putTrack(track: T): boolean {
    return this.#putting((incoming) => {
      this.#tiers.announce(incoming, [track]);
      const isStored = this.#tiers.fits(incoming, 0);
      if (isStored) this.#tiers.put(incoming, undefined);
      return isStored;
    });
  }

  /** The track of this id (its `encoded` text); undefined when it is not here. */
  getTrack(id: string): T | undefined {
    return this.#useTrack(this.#tiers.tracks.slotOf(id), id);
  }

  /** The track of this URI, in any spelling that `normalize` makes equal; undefined when it is not here. */
  getTrackByUri(uri: string): T | undefined {
    return this.#useTrack(this.#tiers.tracks.slotOfUri(uri), uri);
  }

  /** Forgets a query, or that it finds nothing. Answers whether it was here. Its tracks stay. */
  deleteQuery(query: string): boolean {
    const found = this.#peekQuery(query);
    if (found === undefined) return this.#tiers.negatives.delete(this.#settings.normalize(query));
    this.#tiers.queries.remove(found);
    return true;
  }

  /** Forgets a track and every query that found it: it failed to play. Answers whether it was here. */
  deleteTrack(id: string): boolean {
    const slot = this.#tiers.tracks.slotOf(id);
    if (slot === undefined) return false;
    this.#tiers.deleteTrack(slot);
    return true;
  }

  /** Changes the capacities that are given. What is worth most stays, with its use counts. */
  resize(capacities: HyperCacheCapacities): void {
    knownOptions('HyperCache.resize', capacities, ['queryCapacity', 'trackCapacity']);
    this.#tiers.resize(
      capacityOf('queryCapacity', capacities.queryCapacity ?? this.#tiers.queryCapacity),
      capacityOf('trackCapacity', capacities.trackCapacity ?? this.#tiers.tracks.capacity),
    );
  }

  /** What is here and what happened so far. */
  stats(): HyperCacheStats {
    const { bytes, counters, negatives, queries, tracks } = this.#tiers;
    return {
      ...counters,
      evictions: { ...counters.evictions },
      l1Queries: queries.size,
      l2Tracks: tracks.size,
      negativeQueries: negatives.size,
      bytes,
      decayPasses: tracks.decays,
    };
  }

  /** Every query with the titles of its tracks, the least recently used first. */
  entries(): Map<string, string[]> {
    return new Map(this.#tiers.liveQueries((slot) => this.#tiers.tracks.trackAt(slot)?.title ?? ''));
  }

  /** Every query with the ids of its tracks, and every id with its title. */
  exportData(): HyperCacheExport {
    // `fromEntries` makes own properties, whatever the keys are called.
    const l1 = Object.fromEntries(this.#tiers.liveQueries((slot) => this.#tiers.tracks.idOf(slot)));
    const l2 = Object.fromEntries(this.#tiers.liveTracks());
    return { l1, l2 };
  }

  /** One of the tracks, each as likely as another; undefined when there is none. It does not count as a use. */
  randomTrack(): T | undefined {
    const { tracks } = this.#tiers;
    let slot = tracks.randomSlot(this.#settings.random);
    while (slot !== undefined && this.#tiers.isStaleTrack(slot)) {
      this.#tiers.expireTrack(slot);
      slot = tracks.randomSlot(this.#settings.random);
    }
    return slot === undefined ? undefined : tracks.trackAt(slot);
  }

  /** Everything that is here, use counts and options included, as bytes that {@link restore} reads. */
  snapshot(): Uint8Array {
    return encodeSnapshot(takeContent(this.#tiers, this.#settings));
  }

  /**
   * A cache as it was when its {@link snapshot} was taken. Options that are given replace those of the snapshot; into
   * a smaller cache goes what is worth most. Hits and misses are counted anew.
   *
   * @throws {@link SnapshotError} when the bytes are damaged or of another version.
   */
  static restore<T extends CacheableTrack = CacheableTrack>(
    bytes: Uint8Array,
    options: HyperCacheOptions = {},
  ): HyperCache<T> {
    const content = decodeSnapshot(bytes);
    checkContent<T>(content);
    const { queryCapacity, trackCapacity, decayFactor, decayThreshold, maxBytes } = content;
    const own = { decayFactor, decayThreshold, maxBytes, ttlMs: content.ttlMs ?? undefined };
    const cache = new HyperCache<T>({ ...own, ...options, queryCapacity, trackCapacity });
    putContent(cache.#tiers, cache.#settings, content);
    cache.resize({ queryCapacity: options.queryCapacity, trackCapacity: options.trackCapacity });
    cache.#tiers.makeByteRoom(0);
    return cache;
  }

  /** Forgets everything that is here. What was counted stays. */
  clear(): void {
    this.#tiers.clear();
  }

  [Symbol.dispose](): void {
    this.clear();
  }

  #peekQuery(query: string): CachedQuery | undefined {
    return this.#tiers.queries.find(query) ?? this.#tiers.queries.find(this.#settings.normalize(query));
  }

  /** Finds a query by another spelling than those it is known by, and remembers that. */
  #findNormalized(query: string): CachedQuery | undefined {
    const key = this.#settings.normalize(query);
    const found = key === query ? undefined : this.#tiers.queries.find(key);
    if (found !== undefined) this.#tiers.addAlias(found, query, spellingFootprint(query));
    return found;
  }

  /** The tracks of a query, each counted as used; undefined, and the query is dropped, when it is out of date. */
  #useTracksOf(query: CachedQuery): T[] | undefined {
    if (this.#tiers.isStale(query.expiresAt)) {
      this.#tiers.expireQuery(query);
      return undefined;
    }
    if (!this.#tiers.isWhole(query)) {
      this.#tiers.counters.l1HitL2Miss += 1;
      this.#tiers.queries.remove(query);
      return undefined;
    }
    return this.#tiers.tracks.useAll(query.tracks);
  }

  #useTrack(slot: number | undefined, key: string): T | undefined {
    const found = slot !== undefined && !this.#tiers.isStaleTrack(slot);
    if (found) this.#tiers.counters.l2Hits += 1;
    else this.#tiers.counters.l2Misses += 1;
    publishLookup(found, 'l2', key);
    if (found) return this.#tiers.tracks.use(slot);
    if (slot !== undefined) this.#tiers.expireTrack(slot);
    return undefined;
  }

  #putNegative(key: string): boolean {
    this.deleteQuery(key);
    return this.#tiers.negatives.add(key, this.#settings.now() + NEGATIVE_TTL_MS);
  }

  #getNegative(query: string): [] | undefined {
    const { counters, negatives } = this.#tiers;
    if (negatives.size > 0 && negatives.has(this.#settings.normalize(query), this.#settings.now)) {
      counters.negativeHits += 1;
      publishLookup(true, 'negative', query);
      return [];
    }
    counters.l1Misses += 1;
    publishLookup(false, 'l1', query);
    return undefined;
  }

  /** Lets `store` put tracks. Whatever it announced is taken back when it answers false or throws. */
  #putting(store: (incoming: Incoming<T>) => boolean): boolean {
    const incoming = new Incoming<T>();
    let isStored = false;
    try {
      isStored = store(incoming);
      if (!isStored) this.#tiers.counters.refused += 1;
    } finally {
      if (!isStored) this.#tiers.tracks.retract(incoming);
    }
    return isStored;
  }
}
