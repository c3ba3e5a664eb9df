import type { CacheableTrack } from './cacheable.ts';
import { publishEviction } from './channels.ts';
import type { HyperCacheSettings } from './hyper-cache-options.ts';
import type { Incoming } from './incoming.ts';
import { NEGATIVE_SHARE, NegativeCache } from './negative-cache.ts';
import { type CachedQuery, QueryTier } from './query-tier.ts';
import { Counters, type EvictionCounts } from './stats.ts';
import { TrackRegistry } from './track-registry.ts';

/** The largest result that is stored, as shares of the track capacity and of the bytes: it must not flush the rest. */
const LARGEST_RESULT = { tracks: 0.25, bytes: 0.1 };

/** Shares of the bytes from which on remembered keys, and queries, are the first to go: the tracks need the rest. */
const LARGEST_PART = { ghosts: 0.1, queries: 0.25 };

/** A stream is what it is right now, and a playlist that is empty now may be filled: a minute, in milliseconds. */
const SHORT_TTL_MS = 60_000;

/**
 * L1 and L2 and the rules between them:
 *
 * - every track of a query is here (unless it expired);
 * - a track that is evicted takes the queries that refer to it with it, and their other tracks become loose;
 * - what is being put is pinned until it is complete, so it can be read right after;
 * - all of it stays within `maxBytes`.
 *
 * Putting costs a fixed number of steps for each track, and one for each reference that it removes.
 */
export class TwoTiers<T extends CacheableTrack> {
  readonly queries: QueryTier;
  readonly tracks: TrackRegistry<T>;
  readonly negatives: NegativeCache;
  readonly counters: Counters = new Counters();
  readonly #settings: HyperCacheSettings;
  /** What queries, tracks and remembered keys may take; the negative entries have their own share. */
  readonly #maxBytes: number;
  #queryCapacity: number;
  /** Why tracks are being evicted right now. */
  #cause: 'tracksByCapacity' | 'tracksByBytes' = 'tracksByCapacity';

  constructor(settings: HyperCacheSettings) {
    const { maxBytes, normalize, queryCapacity, tracks } = settings;
    const negativeBytes = Math.floor(maxBytes * NEGATIVE_SHARE);
    this.#settings = settings;
    this.#maxBytes = maxBytes - negativeBytes;
    this.#queryCapacity = queryCapacity;
    this.queries = new QueryTier((slot, held) => this.tracks.hold(slot, held));
    this.tracks = new TrackRegistry(tracks, normalize, (slot) => this.#trackEvicted(slot));
    this.negatives = new NegativeCache(queryCapacity, negativeBytes);
  }

  get queryCapacity(): number {
    return this.#queryCapacity;
  }

  get bytes(): number {
    return this.queries.bytes + this.tracks.bytes + this.negatives.bytes;
  }

  /** Adds tracks to the incoming, without doubles. Then either {@link put} or `tracks.retract` must follow. */
  announce(incoming: Incoming<T>, tracks: readonly T[]): void {
    const { sizeOf } = this.#settings;
    for (const track of tracks) {
      // Measured first: `sizeOf` is the caller's, and may throw.
      const bytes = sizeOf(track);
      this.tracks.announce(incoming, track, bytes, this.expiry(track.isStream === true));
    }
  }

  /** When something put now expires. */
  expiry(isShort: boolean): number {
    const ttlMs = isShort ? Math.min(SHORT_TTL_MS, this.#settings.ttlMs) : this.#settings.ttlMs;
    return ttlMs === Number.POSITIVE_INFINITY ? ttlMs : this.#settings.now() + ttlMs;
  }

  /** Whether a result is small enough to be stored. `own` is what it takes beside its tracks. */
  fits(incoming: Incoming<T>, own: number): boolean {
    const { capacity } = this.tracks;
    // A quarter of three tracks is none, but a cache of three can hold one.
    const most = Math.min(capacity, Math.max(1, Math.floor(capacity * LARGEST_RESULT.tracks)));
    return incoming.size <= most && incoming.bytes + own <= this.#settings.maxBytes * LARGEST_RESULT.bytes;
  }

  /** Stores tracks, which must {@link fits | fit}, and the query they answer, before any of them can go. */
  put(incoming: Incoming<T>, query: CachedQuery | undefined): void {
    this.tracks.put(incoming);
    this.makeByteRoom(query?.bytes ?? 0);
    if (query !== undefined) this.#addQuery(query);
    this.tracks.unpin(incoming);
  }

  /** Lets a query be found by another spelling, unless there is no room for that. */
  addAlias(query: CachedQuery, spelling: string, bytes: number): void {
    if (this.queries.bytes + this.tracks.bytes + bytes <= this.#maxBytes) this.queries.addAlias(query, spelling);
  }

  /** Evicts until `extra` more bytes fit. */
  makeByteRoom(extra: number): void {
    const { queries, tracks } = this;
    this.#cause = 'tracksByBytes';
    while (queries.bytes + tracks.bytes + extra > this.#maxBytes) {
      if (tracks.ghostBytes > this.#maxBytes * LARGEST_PART.ghosts) tracks.forgetOne();
      else if (queries.bytes > this.#maxBytes * LARGEST_PART.queries) this.#evictQuery('queriesByBytes');
      else if (!tracks.evictOne() && !tracks.forgetOne()) break;
    }
    this.#cause = 'tracksByCapacity';
  }

  resize(queryCapacity: number, trackCapacity: number): void {
    this.#queryCapacity = queryCapacity;
    while (this.queries.size > queryCapacity) this.#evictQuery('queriesByCapacity');
    this.negatives.resize(queryCapacity);
    this.tracks.resize(trackCapacity);
  }

  /** Forgets a track and the queries that refer to it. */
  deleteTrack(slot: number): void {
    this.#dropQueriesWith(slot);
    this.tracks.delete(slot);
  }

  /** {@link deleteTrack}, because its time is over. */
  expireTrack(slot: number): void {
    this.counters.expirations += 1;
    this.deleteTrack(slot);
  }

  /** Forgets a query, because its time is over. */
  expireQuery(query: CachedQuery): void {
    this.counters.expirations += 1;
    this.queries.remove(query);
  }

  isStale(expiresAt: number): boolean {
    return expiresAt !== Number.POSITIVE_INFINITY && expiresAt <= this.#settings.now();
  }

  isStaleTrack(slot: number): boolean {
    return this.tracks.mayExpire && this.isStale(this.tracks.expiresAt(slot));
  }

  /** Whether a query can be answered with all its tracks. */
  isWhole(query: CachedQuery): boolean {
    return !this.tracks.mayExpire || !query.tracks.some((slot) => this.isStaleTrack(slot));
  }

  /** Every query that can be answered, with something about each of its tracks. */
  *liveQueries<V>(of: (slot: number) => V): Generator<[key: string, of: V[]], void, undefined> {
    for (const query of this.queries.queries()) {
      if (!this.isStale(query.expiresAt) && this.isWhole(query)) yield [query.key, query.tracks.map(of)];
    }
  }

  /** Every track that is good still. */
  *liveTracks(): Generator<[id: string, title: string], void, undefined> {
    for (const slot of this.tracks.slots()) {
      const track = this.tracks.trackAt(slot);
      if (track !== undefined && !this.isStaleTrack(slot)) yield [track.encoded, track.title];
    }
  }

  clear(): void {
    for (const query of [...this.queries.queries()]) this.queries.remove(query);
    this.tracks.clear();
    this.negatives.clear();
  }

  #addQuery(query: CachedQuery): void {
    const replaces = this.queries.find(query.key)?.key === query.key;
    if (!replaces && this.queries.size >= this.#queryCapacity) this.#evictQuery('queriesByCapacity');
    this.queries.add(query);
  }

  #trackEvicted(slot: number): void {
    this.counters.evictions[this.#cause] += 1;
    publishEviction('l2', this.tracks.idOf(slot), this.#cause);
    this.#dropQueriesWith(slot);
  }

  #dropQueriesWith(slot: number): void {
    for (let query = this.queries.anyWith(slot); query !== undefined; query = this.queries.anyWith(slot)) {
      this.#countEviction(query, 'queriesByTrack');
      this.queries.remove(query);
    }
  }

  #evictQuery(cause: keyof EvictionCounts): void {
    const query = this.queries.oldest();
    if (query === undefined) return;
    this.#countEviction(query, cause);
    this.queries.remove(query);
  }

  #countEviction(query: CachedQuery, cause: keyof EvictionCounts): void {
    this.counters.evictions[cause] += 1;
    publishEviction('l1', query.key, cause);
  }
}
