import type { HyperCache } from '@reprise/cache';
import { type Boarded, type FlightSignals, SingleFlight } from '@reprise/cache';
import { knownOptions, oneOf } from '@reprise/options';
import { LoadTimeoutError } from '../errors/index.ts';
import type { Node } from '../node/node.ts';
import type { NodeWish } from '../node/node-registry.ts';
import type { TrackRecord } from '../track/track-record.ts';
import { type LoadAnswer, ownCopy, type ServedFrom, type SharedResult } from './load-answer.ts';
import type { CacheMode, LoadOptions, LoadPriority } from './load-options.ts';
import { checkedQuery, type QueryReader } from './query.ts';
import { parseLink, type SearchSources } from './search-sources.ts';
import type { Loaded, LoadWish, TrackLoader } from './track-loader.ts';

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
  /** The pool was closed; its reason is what callers get. */
  readonly closed: AbortSignal;
  /** The node a caller names. @throws InvalidNodeException when there is none. */
  resolveNode(named: Node | string): Node;
}

/** What a query means, before anybody is asked. */
export interface QueryDescription {
  /** The same for every spelling of the query: case, blanks, and who shared a link make no difference. Can be loaded too. */
  readonly key: string;
  /** What a node is asked for. */
  readonly identifier: string;
  /** Name of the source that answers it, as `youtube`; undefined when nobody can say. */
  readonly source: string | undefined;
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
    const { cache = 'use', priority = 'play', source, signal } = checkedLoadOptions(options);
    signal?.throwIfAborted();
    // Before anything is shared: one caller's wrong name must not reach the others.
    const node = options.node === undefined ? undefined : this.#parts.resolveNode(options.node);
    const query = source === undefined ? checkedQuery(typed) : this.#prefixed(checkedQuery(typed), source);
    if (cache === 'use') {
      const hit = this.#lookUp(query);
      if (hit !== undefined) return this.#answer(hit.result, hit.servedFrom, startedAt);
    }
    const { promise, joined } = this.#board(query, { ...options, cache, node, priority });
    if (joined) this.#joined++;
    const loaded = await promise;
    return { ...this.#answer(loaded.result, 'node', startedAt), node: loaded.node, joined };
  }

  /** What a query means. */
  describe(typed: string, source: string | undefined): QueryDescription {
    const { reader, sources } = this.#parts;
    const query = source === undefined ? checkedQuery(typed) : this.#prefixed(checkedQuery(typed), source);
    const identifier = reader.identifier(query);
    return { key: reader.key(query), identifier, source: sources.sourceOf(identifier) };
  }

  /** Drops a query from the cache, the track of a link too, and what is on its way for it. */
  forget(query: string): boolean {
    const { reader } = this.#parts;
    const key = reader.key(query);
    for (const mode of KEPT) {
      for (const queue of PRIORITIES.map(waitingRoom)) this.#flights.drop(`${mode} ${queue}${key}`);
    }
    return this.#drop(query);
  }

  #drop(query: string): boolean {
    const { cache } = this.#parts;
    if (cache === undefined) return false;
    const track = parseLink(query.trim()) && cache.getTrackByUri(query);
    const hadTrack = track !== undefined && cache.deleteTrack(track.encoded);
    // Not `||`: both have to go.
    return [cache.deleteQuery(query), hadTrack].includes(true);
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
    wish: Required<Pick<LoadOptions, 'cache' | 'priority'>> & NodeWish & { signal?: AbortSignal },
  ): Boarded<Loaded> {
    const { reader, sources } = this.#parts;
    const { cache, priority, region, node, signal } = wish;
    const identifier = reader.identifier(query);
    const source = sources.sourceOf(identifier);
    const nodeWish = { region, node, source, standIn: sources.standIn(identifier), priority };
    // What is not kept is asked for the sake of one node's answer, so it is only shared with who wants that node's.
    const apart = cache === 'skip' ? `${node?.identifier ?? ''}/${region ?? ''} ` : '';
    // Nor does a user wait for what may wait.
    const key = `${cache} ${waitingRoom(priority)}${apart}${reader.key(query)}`;
    return this.#flights.board(key, (signals) => this.#fly(query, identifier, nodeWish, cache, signals), signal);
  }

  async #fly(
    query: string,
    identifier: string,
    wish: LoadWish,
    cache: CacheMode,
    { abandoned, isCurrent }: FlightSignals,
  ): Promise<Loaded> {
    const { loader, loadTimeoutMs, closed } = this.#parts;
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(new LoadTimeoutError(query, loadTimeoutMs)), loadTimeoutMs);
    const deadlineAt = performance.now() + loadTimeoutMs;
    try {
      const signal = AbortSignal.any([abandoned, deadline.signal, closed]);
      const loaded = await loader.load(identifier, wish, deadlineAt, signal);
      if (cache !== 'skip' && loaded.mayBeKept && isCurrent()) this.#keep(query, loaded.result);
      return loaded;
    } finally {
      clearTimeout(timer);
    }
  }

  #keep(query: string, result: SharedResult): void {
    const { cache } = this.#parts;
    // A link that leads nowhere any more must not be answered from a track that a search once brought in.
    if (Array.isArray(result) && result.length === 0) this.#drop(query);
    cache?.putQuery(query, result);
  }
}

/** Modes whose answers are kept. */
const KEPT: readonly CacheMode[] = ['use', 'reload'];
const OPTIONS = ['source', 'region', 'node', 'priority', 'signal', 'cache'];
const PRIORITIES: readonly LoadPriority[] = ['play', 'prefetch', 'import', 'warm'];

/** Part of the key of a flight. */
function waitingRoom(priority: LoadPriority): string {
  return priority === 'play' ? '' : `${priority} `;
}

function checkedLoadOptions(options: LoadOptions): LoadOptions {
  if (options === NO_OPTIONS) return options;
  knownOptions('Pool.load', options, OPTIONS);
  if (options.cache !== undefined) oneOf('Pool.load: cache', options.cache, ['use', 'reload', 'skip']);
  if (options.priority !== undefined) oneOf('Pool.load: priority', options.priority, PRIORITIES);
  return options;
}

/** What a call without options has. */
export const NO_OPTIONS: LoadOptions = Object.freeze({});
