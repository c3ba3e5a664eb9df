import type { HyperCache } from '@reprise/cache';
import { LoadTimeoutError } from '../errors/index.ts';
import type { TrackRecord } from '../track/track-record.ts';
import { type LoadAnswer, ownCopy, type ServedFrom, type SharedResult } from './load-answer.ts';
import type { CacheMode, LoadOptions } from './load-options.ts';
import { checkedQuery, type QueryReader } from './query.ts';
import { parseLink, type SearchSources } from './search-sources.ts';
import { SingleFlight } from './single-flight.ts';
import type { Loaded, TrackLoader } from './track-loader.ts';

/** What a search is made of. */
export interface TrackSearchParts {
  readonly sources: SearchSources;
  readonly reader: QueryReader;
  readonly loader: TrackLoader;
  readonly cache: HyperCache<TrackRecord> | undefined;
  /** Longest wait for all nodes together, in milliseconds. */
  readonly loadTimeoutMs: number;
  /** Monotonic clock, in milliseconds. */
  readonly now: () => number;
}

/** The one way of a query: the cache, then a flight that equal queries share, then the nodes, and back into the cache. */
export class TrackSearch {
  readonly #parts: TrackSearchParts;
  readonly #flights = new SingleFlight<Loaded>();
  #joined = 0;

  constructor(parts: TrackSearchParts) {
    this.#parts = parts;
  }

  /** Queries that waited for a node's answer to somebody else's equal one. */
  get joined(): number {
    return this.#joined;
  }

  async load(typed: string, options: LoadOptions): Promise<LoadAnswer> {
    const startedAt = this.#parts.now();
    const { cache = 'use', source, signal } = options;
    signal?.throwIfAborted();
    const query = source === undefined ? checkedQuery(typed) : this.#prefixed(checkedQuery(typed), source);
    if (cache === 'use') {
      const hit = this.#lookUp(query);
      if (hit !== undefined) return this.#answer(hit.result, hit.servedFrom, startedAt);
    }
    const { promise, joined } = this.#board(query, options);
    if (joined) this.#joined++;
    const { result, node } = await promise;
    return { ...this.#answer(result, 'node', startedAt), node, joined };
  }

  #prefixed(query: string, source: string): string {
    const { reader, sources } = this.#parts;
    return reader.identifier(query, sources.checkedPrefix(source));
  }

  #answer(result: SharedResult, servedFrom: ServedFrom, startedAt: number): LoadAnswer {
    return { result: ownCopy(result), servedFrom, joined: false, durationMs: this.#parts.now() - startedAt };
  }

  #lookUp(query: string): { result: SharedResult; servedFrom: ServedFrom } | undefined {
    const { cache } = this.#parts;
    if (cache === undefined) return undefined;
    const result = cache.getQuery(query);
    if (result !== undefined) {
      const isNothing = Array.isArray(result) && result.length === 0;
      return { result, servedFrom: isNothing ? 'negative' : 'l1' };
    }
    // A link to a track that a search has brought in before.
    const track = parseLink(query.trim()) && cache.getTrackByUri(query);
    return track && { result: [track], servedFrom: 'l2' };
  }

  #board(
    query: string,
    { cache = 'use', region, node, signal }: LoadOptions,
  ): ReturnType<SingleFlight<Loaded>['board']> {
    const { reader, sources } = this.#parts;
    const identifier = reader.identifier(query);
    const wish = { region, node, source: sources.sourceOf(identifier) };
    // What must not be kept flies apart from what must.
    const key = `${cache === 'skip' ? 'skip' : 'keep'} ${reader.key(query)}`;
    return this.#flights.board(key, (abandoned) => this.#fly(query, identifier, wish, cache, abandoned), signal);
  }

  async #fly(
    query: string,
    identifier: string,
    wish: Parameters<TrackLoader['load']>[1],
    cache: CacheMode,
    abandoned: AbortSignal,
  ): Promise<Loaded> {
    const { loader, loadTimeoutMs } = this.#parts;
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(new LoadTimeoutError(query, loadTimeoutMs)), loadTimeoutMs);
    try {
      const loaded = await loader.load(identifier, wish, AbortSignal.any([abandoned, deadline.signal]));
      if (cache !== 'skip' && loaded.isFinal) this.#parts.cache?.putQuery(query, loaded.result);
      return loaded;
    } finally {
      clearTimeout(timer);
    }
  }
}
