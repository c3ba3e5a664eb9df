import type { Info, LoadResult, Message, RoutePlannerStatus, Stats, Track } from '@reprise/protocol';
import {
  LoadTimeoutError,
  NodeHttpError,
  NodeResponseError,
  NodeTimeoutError,
  NodeUnreachableError,
} from '../errors/index.ts';
import { isInfo, isRoutePlannerStatus, isStats, isText } from '../rest/guards.ts';
import { isLoadResult, isTrack, isTracks } from '../rest/load-result.ts';
import { PluginRoutes } from '../rest/plugin-routes.ts';
import { type HttpMethod, type RequestOptions, RestClient } from '../rest/rest-client.ts';
import { CallHealth } from './call-health.ts';
import { Connection, type ConnectionOptions } from './connection.ts';
import { NodeLoad } from './node-load.ts';
import type { NodeSettings } from './node-options.ts';
import { canBeAsked, mayBecome, type NodeState } from './node-state.ts';

/** What a node tells the pool it belongs to. */
export interface NodeListener {
  stateChanged(node: Node, from: NodeState, why: string): void;
  message(node: Node, message: Message): void;
}

/** What a node needs of its pool. */
export interface NodeContext extends ConnectionOptions {
  /** Monotonic clock, in milliseconds. */
  readonly now: () => number;
  readonly listener: NodeListener;
}

const LOAD_TRACKS = '/v4/loadtracks';

/**
 * A Lavalink node: its state, its load, and all of its REST calls.
 *
 * Made by {@link NodePool.connect}. It connects by itself, and again without end when it is lost.
 *
 * @example
 * ```ts
 * import { Pool } from 'reprise';
 *
 * const node = Pool.getNode('EU');
 * console.log(node.state, node.info?.sourceManagers, await node.fetchVersion());
 * ```
 */
export class Node {
  readonly identifier: string;
  /** `http://host:port` and the path, if it has one. */
  readonly uri: string;
  readonly region: string;
  /** Longest wait for the answer to one call, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** How loaded it is, by its own words and by what this client gave it since. */
  readonly load: NodeLoad;
  /** Routes of plugins; each asks first whether the node has the plugin. */
  readonly plugins: PluginRoutes;
  readonly #rest: RestClient;
  readonly #connection: Connection;
  readonly #listener: NodeListener;
  readonly #health = new CallHealth({
    degraded: (why) => this.#become('degraded', why),
    recovered: () => this.#become('ready', 'it answers again'),
    // For nothing, but in the way that failed: a node can give its version and still load no track.
    probe: () => this.loadTracks('', { attempts: 1 }),
  });
  #state: NodeState = 'idle';
  #why = 'not started';
  #info: Info | undefined;
  #sessionId: string | undefined;

  constructor(settings: NodeSettings, context: NodeContext) {
    this.identifier = settings.identifier;
    this.uri = `${settings.origin}${settings.basePath}`;
    this.region = settings.region;
    this.requestTimeoutMs = settings.requestTimeoutMs;
    this.load = new NodeLoad(context.now);
    this.plugins = new PluginRoutes(this);
    this.#listener = context.listener;
    this.#rest = new RestClient(settings, context.identity.clientName);
    this.#connection = new Connection(settings, context, {
      connecting: () => this.#become('connecting', 'connecting'),
      message: (message) => this.#receive(message),
      askInfo: () => this.fetchInfo(),
      ready: (sessionId, info) => this.#getReady(sessionId, info),
      lost: (why) => this.#lose(why),
      refused: (why) => this.#become('misconfigured', why),
      askVersion: () => this.fetchVersion(),
    });
  }

  get state(): NodeState {
    return this.#state;
  }

  /** Why it is in its state, for a person. */
  get why(): string {
    return this.#why;
  }

  /** Whether it can be asked now: it is `ready`, or at least `degraded`. */
  get isAvailable(): boolean {
    return canBeAsked(this.#state);
  }

  /** What the node is and can do, from its last connecting. */
  get info(): Info | undefined {
    return this.#info;
  }

  /** Its last statistics. */
  get stats(): Stats | undefined {
    return this.load.stats;
  }

  /** Id of the session, while there is one. */
  get sessionId(): string | undefined {
    return this.#sessionId;
  }

  /** Frames that were no message of the protocol, and were left aside. */
  get droppedMessages(): number {
    return this.#connection.dropped;
  }

  /** @internal Resolves when the first attempt to connect has come to an end, good or bad. */
  get firstAttempt(): Promise<void> {
    return this.#connection.firstAttempt;
  }

  /** @internal Starts connecting; does nothing on a node that was started. */
  connect(): void {
    if (this.#state === 'idle') this.#connection.start();
  }

  /** @internal Ends its session in good order. The node cannot be used again. */
  async close(): Promise<void> {
    this.#health.reset();
    this.#connection.stop();
    this.#sessionId = undefined;
    if (this.#state !== 'idle') this.#become('idle', 'closed');
    await this.#rest.close();
  }

  /** `GET /v4/loadtracks`. @param identifier - A link, or a text with its search prefix. */
  async loadTracks(identifier: string, options: RequestOptions = {}): Promise<LoadResult> {
    return this.#expect(isLoadResult, 'GET', LOAD_TRACKS, { ...options, query: { identifier } });
  }

  /** `GET /v4/decodetrack`: what an encoded track says, with the node's plugins' word on it. */
  decodeTrack(encoded: string): Promise<Track> {
    return this.#expect(isTrack, 'GET', '/v4/decodetrack', { query: { encodedTrack: encoded } });
  }

  /** `POST /v4/decodetracks`. One that cannot be decoded fails them all. */
  decodeTracks(encoded: readonly string[]): Promise<readonly Track[]> {
    return this.#expect(isTracks, 'POST', '/v4/decodetracks', { body: encoded });
  }

  /** `GET /v4/info`. */
  fetchInfo(): Promise<Info> {
    return this.#expect(isInfo, 'GET', '/v4/info');
  }

  /** `GET /v4/stats`; has no frame statistics, those come over the WebSocket only. */
  fetchStats(): Promise<Stats> {
    return this.#expect(isStats, 'GET', '/v4/stats');
  }

  /** `GET /version`, as `4.2.2`. */
  fetchVersion(): Promise<string> {
    return this.#expect(isText, 'GET', '/version');
  }

  /** `GET /v4/routeplanner/status`; undefined on a node without a route planner. */
  async fetchRoutePlannerStatus(): Promise<RoutePlannerStatus | undefined> {
    const value = await this.request('GET', '/v4/routeplanner/status');
    if (value === undefined || isRoutePlannerStatus(value)) return value;
    throw this.#unexpected('GET /v4/routeplanner/status');
  }

  /** `POST /v4/routeplanner/free/address`: lets a failing address be used again. */
  async freeAddress(address: string): Promise<void> {
    await this.request('POST', '/v4/routeplanner/free/address', { body: { address } });
  }

  /** `POST /v4/routeplanner/free/all`. */
  async freeAllAddresses(): Promise<void> {
    await this.request('POST', '/v4/routeplanner/free/all');
  }

  /**
   * Any route, for plugins this package does not know.
   *
   * @param path - With its `/v4`; parts that come from outside must be percent-encoded.
   * @returns The parsed JSON, a text, or undefined for 204.
   * @throws Errors of the `NODE_…` codes, or the reason of `options.signal`.
   * @example
   * ```ts
   * import { Pool } from 'reprise';
   *
   * const filters = await Pool.getNode().request('GET', '/v4/my-plugin/filters', { timeoutMs: 2_000 });
   * ```
   */
  async request(method: HttpMethod, path: string, options: RequestOptions = {}): Promise<unknown> {
    return this.#call((value) => value, method, path, options);
  }

  async #call<T>(
    read: (value: unknown) => T,
    method: HttpMethod,
    path: string,
    options: RequestOptions | undefined,
  ): Promise<T> {
    try {
      const value = read(await this.#rest.request(method, path, options));
      this.#health.answered();
      return value;
    } catch (error) {
      // While it is away its calls fail of themselves, which says nothing more.
      if (isOwnFault(error, path) && this.isAvailable) this.#health.failed(error);
      else if (error instanceof NodeHttpError) this.#health.answered();
      throw error;
    }
  }

  #expect<T>(
    guard: (value: unknown) => value is T,
    method: HttpMethod,
    path: string,
    options?: RequestOptions,
  ): Promise<T> {
    const read = (value: unknown): T => {
      if (guard(value)) return value;
      throw this.#unexpected(`${method} ${path}`);
    };
    return this.#call(read, method, path, options);
  }

  #unexpected(call: string): NodeResponseError {
    return new NodeResponseError(this.identifier, call, 'something that is not what the protocol says.');
  }

  #receive(message: Message): void {
    if (message.op === 'stats') this.load.report(message);
    this.#listener.message(this, message);
  }

  #getReady(sessionId: string, info: Info): void {
    this.#info = info;
    this.#sessionId = sessionId;
    this.#health.reset();
    this.#become('ready', 'connected');
  }

  #lose(why: string): void {
    this.#health.reset();
    this.#sessionId = undefined;
    this.load.forget();
    this.#become('down', why);
  }

  #become(state: NodeState, why: string): void {
    const from = this.#state;
    // What a socket or a call still says after the node was closed or refused must not bring it back.
    if (!mayBecome(from, state)) return;
    this.#state = state;
    this.#why = why;
    this.#listener.stateChanged(this, from, why);
  }
}

/** Whether a failure is the node's, not the caller's: no answer in time, a broken one, or one that says so. */
function isOwnFault(error: unknown, path: string): error is Error {
  // Other routes answer 500 to what the caller did wrong, as a track that does not decode.
  if (error instanceof NodeHttpError) return error.status > 500 || (error.status === 500 && path === LOAD_TRACKS);
  return FAULTS.some((kind) => error instanceof kind);
}

const FAULTS = [NodeUnreachableError, NodeResponseError, NodeTimeoutError, LoadTimeoutError];
