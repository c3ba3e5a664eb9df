import { EventEmitter } from 'node:events';
import { HyperCache, type HyperCacheStats } from '@reprise/cache';
import { PoolConnectedError, PoolNotConnectedError } from '../errors/index.ts';
import { decorrelatedJitter } from '../node/backoff.ts';
import { Node, type NodeContext } from '../node/node.ts';
import { NodeRegistry } from '../node/node-registry.ts';
import type { NodeState } from '../node/node-state.ts';
import { RegionTable } from '../region/region.ts';
import { REGIONS } from '../region/region-map.ts';
import type { LoadAnswer } from '../search/load-answer.ts';
import type { LoadOptions, SearchOptions } from '../search/load-options.ts';
import { QueryReader } from '../search/query.ts';
import { SearchSources } from '../search/search-sources.ts';
import { TrackLoader } from '../search/track-loader.ts';
import { NO_OPTIONS, TrackSearch } from '../search/track-search.ts';
import type { LoadedTracks } from '../track/loaded-tracks.ts';
import { Playable } from '../track/playable.ts';
import type { TrackRecord } from '../track/track-record.ts';
import { CLIENT_NAME } from './client-name.ts';
import type { PoolEvents } from './pool-events.ts';
import {
  type CacheConfig,
  type ConnectOptions,
  cacheCapacities,
  type PoolSettings,
  poolSettings,
} from './pool-options.ts';

/** What a pool has while it is connected. */
interface Connected {
  readonly closing: AbortController;
  readonly settings: PoolSettings;
  readonly nodes: NodeRegistry;
  readonly regions: RegionTable;
  readonly cache: HyperCache<TrackRecord> | undefined;
  readonly search: TrackSearch;
}

/** What the cache did, and how many queries shared another one's answer. */
export interface PoolCacheStats extends HyperCacheStats {
  /** Queries that waited for a node's answer to somebody else's equal one. */
  readonly joined: number;
}

/**
 * The nodes of a program, the choice among them, and the cache before them.
 *
 * Most programs use the one that exists already, {@link Pool}; tests and programs with several bots make their own.
 *
 * @example
 * ```ts
 * import { Pool } from 'reprise';
 *
 * await Pool.connect({
 *   client: { userId: '170939974227591168' },
 *   nodes: [{ identifier: 'Main', uri: 'http://127.0.0.1:2333', password: 'secret', region: 'eu' }],
 *   cacheConfig: { capacity: 500, trackCapacity: 10_000 },
 *   defaultSearchSource: 'ytsearch',
 * });
 * const tracks = await Pool.fetchTracks('never gonna give you up');
 * ```
 */
export class NodePool extends EventEmitter<PoolEvents> {
  #connected: Connected | undefined;
  readonly #away = new WeakSet<Node>();

  /**
   * Starts all nodes and waits until at least one is ready and each has had its first try, but no longer than
   * `connectTimeoutMs`. A node that is down then goes on being tried; one that refuses the password is not.
   *
   * @returns All nodes by identifier, whatever their state.
   * @throws TypeError or RangeError naming a wrong option; {@link PoolConnectedError} on a connected pool.
   */
  async connect(options: ConnectOptions): Promise<Map<string, Node>> {
    if (this.#connected !== undefined) throw new PoolConnectedError();
    const settings = poolSettings(options);
    const connected = this.#assemble(settings);
    this.#connected = connected;
    const nodes = [...connected.nodes.snapshot().values()];
    const firstTries = Promise.all(nodes.map((node) => node.firstAttempt));
    const anyReady = this.#untilAnyReady(connected);
    for (const node of nodes) node.connect();
    await withinMs(settings.connectTimeoutMs, Promise.all([firstTries, anyReady]));
    return this.nodes();
  }

  /**
   * A node: the one of a name, whatever its state, or the least loaded one that can be asked, of a region if it has one.
   *
   * @throws {@link InvalidNodeException} when there is none; {@link PoolNotConnectedError}.
   */
  getNode(wanted?: string | { readonly region: string }): Node {
    const { nodes } = this.#open();
    return typeof wanted === 'string' ? nodes.byIdentifier(wanted) : nodes.best(wanted?.region);
  }

  /** All nodes by identifier, as a copy. @throws {@link PoolNotConnectedError} */
  nodes(): Map<string, Node> {
    return this.#open().nodes.snapshot();
  }

  /**
   * Finds tracks by search or link: from the cache when it has met the query before, else from a node.
   *
   * @returns A list, best first and empty when nothing was found, or a playlist. Both are the caller's own.
   * @throws {@link InvalidNodeException} when no node can be asked, {@link LavalinkLoadException} when the source broke
   *   on every node, another `NODE_…` error when the nodes did, {@link LoadTimeoutError}, the reason of `signal`, {@link PoolNotConnectedError};
   *   TypeError or RangeError for a blank or overlong query.
   * @example
   * ```ts
   * import { Playlist, Pool } from 'reprise';
   *
   * const found = await Pool.fetchTracks('ode to joy', { signal: AbortSignal.timeout(3_000) });
   * const tracks = found instanceof Playlist ? found.tracks : found;
   * console.log(tracks[0]?.title ?? 'Nothing found.');
   * ```
   */
  async fetchTracks(query: string, options: SearchOptions = NO_OPTIONS): Promise<LoadedTracks> {
    return (await this.#open().search.load(query, options)).result;
  }

  /**
   * As {@link fetchTracks}, and says how it was answered.
   *
   * @param options - `cache: 'reload'` asks a node and replaces what was cached; `'skip'` leaves the cache alone.
   * @example
   * ```ts
   * import { Pool } from 'reprise';
   *
   * const { servedFrom, durationMs } = await Pool.load('ode to joy');
   * console.log(`from ${servedFrom} in ${durationMs.toFixed(3)} ms`);
   * ```
   */
  async load(query: string, options: LoadOptions = NO_OPTIONS): Promise<LoadAnswer> {
    return this.#open().search.load(query, options);
  }

  /** Drops a query, or a track with every query that holds it, from the cache. True when there was something to drop. */
  forget(queryOrTrack: string | Playable): boolean {
    const { cache, search } = this.#open();
    if (typeof queryOrTrack === 'string') return search.forget(queryOrTrack);
    return cache?.deleteTrack(queryOrTrack.encoded) ?? false;
  }

  /** The region of a voice endpoint as Discord sends it; `'global'` when it is unknown. Works on a pool that is not connected. */
  regionFromEndpoint(endpoint: string | null | undefined): string {
    return (this.#connected?.regions ?? BUILT_IN_REGIONS).regionFromEndpoint(endpoint);
  }

  /** The cache itself; undefined when caching is off. @throws {@link PoolNotConnectedError} */
  get cache(): HyperCache<TrackRecord> | undefined {
    return this.#open().cache;
  }

  /** What the cache holds and did; all zeros when caching is off. @throws {@link PoolNotConnectedError} */
  getCacheStats(): PoolCacheStats {
    const { cache, search } = this.#open();
    return { ...(cache ?? NO_CACHE).stats(), joined: search.joined };
  }

  /** Cached queries and the titles each holds. @throws {@link PoolNotConnectedError} */
  getCacheEntries(): Map<string, string[]> {
    return this.#open().cache?.entries() ?? new Map();
  }

  /** A cached track, each with the same chance. @throws {@link PoolNotConnectedError} */
  getRandomCachedTrack(): Playable | undefined {
    const record = this.#open().cache?.randomTrack();
    return record && new Playable(record);
  }

  /** What is cached, to look at: `l1` has the track ids of each query, `l2` the title of each id. @throws {@link PoolNotConnectedError} */
  exportCacheData(): ReturnType<HyperCache['exportData']> {
    return (this.#open().cache ?? NO_CACHE).exportData();
  }

  /** Changes the cache's sizes and keeps its most valuable entries. Does nothing when caching is off. */
  resizeCache(sizes: Pick<CacheConfig, 'capacity' | 'trackCapacity'>): void {
    this.#open().cache?.resize(cacheCapacities(sizes));
  }

  /** Ends all sessions in good order. Every call then throws or rejects until the next {@link connect}. */
  async close(): Promise<void> {
    const connected = this.#connected;
    if (connected === undefined) return;
    this.#connected = undefined;
    connected.closing.abort(new PoolNotConnectedError());
    connected.cache?.[Symbol.dispose]();
    await Promise.all([...connected.nodes.snapshot().values()].map((node) => node.close()));
  }

  /** `await using pool = new NodePool()` closes it at the end of the block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #open(): Connected {
    if (this.#connected === undefined) throw new PoolNotConnectedError();
    return this.#connected;
  }

  #assemble(settings: PoolSettings): Connected {
    const nodes = new NodeRegistry(settings.nodePicker);
    const sources = new SearchSources(settings.searchPrefixes, settings.defaultSearchSource);
    const reader = new QueryReader(sources, settings.defaultSearchSource);
    const cache = settings.cache && new HyperCache<TrackRecord>({ ...settings.cache, normalize: reader.key });
    const { loadTimeoutMs } = settings;
    const closing = new AbortController();
    const search = new TrackSearch({
      sources,
      reader,
      loader: new TrackLoader(nodes),
      cache,
      loadTimeoutMs,
      now,
      closed: closing.signal,
      resolveNode: (named) => nodes.resolve(named),
    });
    for (const node of settings.nodes) nodes.add(new Node(node, this.#context(settings)));
    return { settings, closing, nodes, regions: new RegionTable(settings.regions), cache, search };
  }

  #context(settings: PoolSettings): NodeContext {
    return {
      identity: { userId: settings.userId, clientName: CLIENT_NAME },
      backoff: settings.backoff?.() ?? decorrelatedJitter({ minMs: 500, maxMs: 15_000 }),
      now,
      listener: {
        stateChanged: (node, from, why) => this.#stateChanged(settings, node, from, why),
        message: (node, message) => this.#tell(() => this.emit('nodeMessage', node, message)),
      },
    };
  }

  #stateChanged({ logger }: PoolSettings, node: Node, from: NodeState, why: string): void {
    if (node.state === 'misconfigured') logger?.warn(`Node ${node.identifier} cannot be used: ${why}.`);
    if (node.state === 'down' && !this.#away.has(node)) logger?.warn(`Node ${node.identifier} is away: ${why}.`);
    // One line an outage, however often it is tried.
    if (node.state === 'down') this.#away.add(node);
    if (node.state === 'ready') this.#away.delete(node);
    this.#tell(() => this.emit('nodeStateChange', node, from, why));
    if (node.state === 'ready') this.#tell(() => this.emit('nodeReady', node));
    if (node.state === 'down') this.#tell(() => this.emit('nodeDown', node, why));
  }

  /** A listener that throws must not break the life of a node: its error goes where uncaught ones go, after it. */
  #tell(emit: () => void): void {
    try {
      emit();
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  /** Resolves when a node is ready, or when none ever will be. */
  #untilAnyReady({ nodes }: Connected): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => {
      const all = [...nodes.snapshot().values()];
      const isSettled = all.some((node) => node.isAvailable) || all.every(({ state }) => isOver(state));
      if (!isSettled) return;
      this.off('nodeStateChange', look);
      resolve();
    };
    this.on('nodeStateChange', look);
    return promise;
  }
}

const now = (): number => performance.now();
const BUILT_IN_REGIONS = new RegionTable(REGIONS);
/** Answers for a pool without a cache what an empty one would. */
const NO_CACHE = new HyperCache<TrackRecord>({ queryCapacity: 0, trackCapacity: 0 });

function isOver(state: NodeState): boolean {
  return state === 'misconfigured' || state === 'idle';
}

async function withinMs(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, timeoutMs);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}
