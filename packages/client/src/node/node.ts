import type {
  Info,
  LoadResult,
  Message,
  PlayerUpdate,
  Player as RemotePlayer,
  RoutePlannerStatus,
  SessionState,
  SessionUpdate,
  Stats,
  Track,
} from '@reprise/protocol';
import { InvalidNodeException, NodeHttpError, NodeUnreachableError, RepriseError } from '../errors/index.ts';
import { isInfo, isRoutePlannerAnswer, isSessionState, isStats, isText } from '../rest/guards.ts';
import { isLoadResult, isTrack, isTracks } from '../rest/load-result.ts';
import { isRemotePlayer, isRemotePlayers } from '../rest/player-guards.ts';
import { PluginRoutes } from '../rest/plugin-routes.ts';
import type { HttpMethod, RequestOptions } from '../rest/rest-client.ts';
import { CallHealth } from './call-health.ts';
import { Connection, type ConnectionOptions, type OpenedSession } from './connection.ts';
import { JudgedCalls, LOAD_TRACKS } from './judged-calls.ts';
import { NodeLoad } from './node-load.ts';
import type { NodeSettings } from './node-options.ts';
import { canBeAsked, mayBecome, type NodeState } from './node-state.ts';
import type { Caller } from './node-wire.ts';

/** What a node tells the pool it belongs to. */
export interface NodeListener {
  stateChanged(node: Node, from: NodeState, why: string): void;
  /** After the state changed to `ready`. */
  sessionOpened(node: Node, session: OpenedSession): void;
  message(node: Node, message: Message): void;
}

/** What a node needs of its pool. */
export interface NodeContext extends ConnectionOptions {
  readonly listener: NodeListener;
  /** How long the node keeps a session whose client is away, in milliseconds; 0 does not ask it to. */
  readonly resumeTimeoutMs: number;
}

/** Ending a session in good order is a courtesy; a program that ends does not wait longer for it. */
const GOODBYE_MS = 500;

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
  readonly #rest: Caller;
  readonly #calls: JudgedCalls;
  readonly #connection: Connection;
  readonly #listener: NodeListener;
  readonly #health: CallHealth;
  readonly #resumeTimeoutMs: number;
  #state: NodeState = 'idle';
  #why = 'not started';
  #info: Info | undefined;
  #sessionId: string | undefined;
  #lostAt: number | undefined;
  #isDraining = false;
  #settled = Promise.withResolvers<void>();

  constructor(settings: NodeSettings, context: NodeContext) {
    this.identifier = settings.identifier;
    this.uri = `${settings.origin}${settings.basePath}`;
    this.region = settings.region;
    this.requestTimeoutMs = settings.requestTimeoutMs;
    this.load = new NodeLoad(() => context.clock.now());
    this.#health = new CallHealth(
      {
        degraded: (why) => this.#become('degraded', why),
        recovered: () => this.#become('ready', 'it answers again'),
        // For nothing, but in the way that failed: a node can give its version and still load no track.
        probe: () => this.loadTracks('', { attempts: 1 }),
      },
      context.clock,
    );
    this.#resumeTimeoutMs = context.resumeTimeoutMs;
    this.plugins = new PluginRoutes(this);
    this.#listener = context.listener;
    this.#rest = context.wire.caller(settings, context.identity.clientName);
    this.#calls = new JudgedCalls({
      identifier: this.identifier,
      caller: this.#rest,
      health: this.#health,
      clock: context.clock,
      isAvailable: () => this.isAvailable,
    });
    this.#connection = new Connection(settings, context, {
      connecting: (why) => this.#connect(why),
      message: (message) => this.#receive(message),
      prepare: (session) => this.#prepare(session),
      ready: (session) => this.#getReady(session),
      lost: (why, lastSeenAt) => this.#lose('down', why, lastSeenAt),
      refused: (why) => this.#lose('misconfigured', why, context.clock.now()),
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

  /** Time of the clock at which the node last gave a sign of life before it was lost; undefined while it is there. */
  get lostAt(): number | undefined {
    return this.#lostAt;
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

  /** Whether it is being emptied, so that no player is put on it. Ends when the node comes back with a new session. */
  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** @internal See {@link NodePool.drainNode}. */
  drain(): void {
    this.#isDraining = true;
  }

  /** @internal Somebody waits for this node: it is tried sooner. */
  hurry(): void {
    this.#connection.hurry();
  }

  /**
   * @internal Whether it can be asked, once it is known: a node whose connection broke may be back in a moment. One that
   * is lost is not waited for, though it goes on being called.
   */
  async untilSettled(): Promise<boolean> {
    while (this.#state === 'connecting' && this.#lostAt === undefined) await this.#settled.promise;
    return this.isAvailable;
  }

  /**
   * @internal Ends its connection in good order. The node cannot be used again.
   *
   * @param keepSession - Leave the players playing, for a process that resumes the session.
   */
  async close(keepSession = false): Promise<void> {
    if (this.isAvailable && !keepSession && this.#resumeTimeoutMs > 0) await this.#giveUpSession();
    this.#health.reset();
    this.#connection.stop();
    this.#sessionId = undefined;
    if (this.#state !== 'idle') this.#become('idle', 'closed');
    await this.#rest.close();
  }

  /** `GET /v4/loadtracks`. @param identifier - A link, or a text with its search prefix. */
  async loadTracks(identifier: string, options: RequestOptions = {}): Promise<LoadResult> {
    return this.#calls.expect(isLoadResult, 'GET', LOAD_TRACKS, { ...options, query: { identifier } });
  }

  /** `GET /v4/decodetrack`: what an encoded track says, with the node's plugins' word on it. */
  decodeTrack(encoded: string): Promise<Track> {
    return this.#calls.expect(isTrack, 'GET', '/v4/decodetrack', { query: { encodedTrack: encoded } });
  }

  /** `POST /v4/decodetracks`. One that cannot be decoded fails them all. */
  decodeTracks(encoded: readonly string[]): Promise<readonly Track[]> {
    return this.#calls.expect(isTracks, 'POST', '/v4/decodetracks', { body: encoded });
  }

  /** `GET /v4/info`. */
  fetchInfo(): Promise<Info> {
    return this.#calls.expect(isInfo, 'GET', '/v4/info');
  }

  /** `GET /v4/stats`; has no frame statistics, those come over the WebSocket only. */
  fetchStats(): Promise<Stats> {
    return this.#calls.expect(isStats, 'GET', '/v4/stats');
  }

  /** `GET /version`, as `4.2.2`. */
  fetchVersion(): Promise<string> {
    return this.#calls.expect(isText, 'GET', '/version');
  }

  /**
   * `PATCH /v4/sessions/{session}`: whether the session outlives its connection, and for how many **seconds**.
   * The client does this by itself; see `resumeTimeoutMs` of {@link NodePool.connect}.
   */
  updateSession(update: SessionUpdate): Promise<SessionState> {
    return this.#calls.expect(isSessionState, 'PATCH', this.#session(), { body: update });
  }

  /** `GET /v4/sessions/{session}/players`: what the node has, which is not always what {@link NodePool.players} has. @param options - `sessionId`: another session, if not this one. */
  fetchPlayers({ sessionId }: { sessionId?: string } = {}): Promise<readonly RemotePlayer[]> {
    return this.#calls.expect(isRemotePlayers, 'GET', `${this.#session(sessionId)}/players`);
  }

  /** `GET /v4/sessions/{session}/players/{guild}`; undefined when the node has no such player. */
  async fetchPlayer(guildId: string): Promise<RemotePlayer | undefined> {
    const path = `${this.#session()}/players/${encodeURIComponent(guildId)}`;
    try {
      return await this.#calls.expect(isRemotePlayer, 'GET', path);
    } catch (error) {
      if (error instanceof NodeHttpError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** @internal `PATCH` of a guild's player, which makes it when there is none. Bots use {@link NodePool.createPlayer}. */
  updatePlayer(guildId: string, update: PlayerUpdate, options: { timeoutMs?: number } = {}): Promise<RemotePlayer> {
    const path = `${this.#session()}/players/${encodeURIComponent(guildId)}`;
    return this.#calls.expect(isRemotePlayer, 'PATCH', path, { ...options, body: update });
  }

  /** @internal `DELETE` of a guild's player; nothing when there is none. @param options - `sessionId`: an earlier session, if not this one. */
  async destroyPlayer(
    guildId: string,
    options: { sessionId?: string | undefined; timeoutMs?: number } = {},
  ): Promise<void> {
    const { sessionId, ...rest } = options;
    await this.request('DELETE', `${this.#session(sessionId)}/players/${encodeURIComponent(guildId)}`, rest);
  }

  /** `GET /v4/routeplanner/status`; undefined on a node without a route planner. */
  fetchRoutePlannerStatus(): Promise<RoutePlannerStatus | undefined> {
    return this.#calls.expect(isRoutePlannerAnswer, 'GET', '/v4/routeplanner/status');
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
    return this.#calls.request(method, path, options);
  }

  #receive(message: Message): void {
    if (message.op === 'stats') this.load.report(message);
    this.#listener.message(this, message);
  }

  #connect(why: string): void {
    if (this.isAvailable) this.#rest.renew?.();
    this.#become('connecting', why);
  }

  async #prepare(session: OpenedSession): Promise<void> {
    // The same session is on the same node, as it was set.
    if (session.resumed && this.#info !== undefined) return;
    this.#info = await this.fetchInfo();
  }

  async #askToResume(sessionId: string): Promise<void> {
    if (this.#resumeTimeoutMs === 0) return;
    // Seconds, where everything else of the protocol is milliseconds.
    const body: SessionUpdate = { resuming: true, timeout: Math.ceil(this.#resumeTimeoutMs / 1_000) };
    try {
      await this.#rest.request('PATCH', this.#session(sessionId), { body });
    } catch (error) {
      // NodeLink has no such route; players are then rebuilt instead of resumed.
      if (!(error instanceof RepriseError)) throw error;
    }
  }

  async #giveUpSession(): Promise<void> {
    try {
      await this.#rest.request('PATCH', this.#session(), { body: { resuming: false }, timeoutMs: GOODBYE_MS });
    } catch (error) {
      if (!(error instanceof RepriseError)) throw error;
      // It ends the session by itself when the time to resume is over.
    }
  }

  #session(sessionId: string | undefined = this.#sessionId): string {
    if (sessionId !== undefined) return `/v4/sessions/${encodeURIComponent(sessionId)}`;
    throw new InvalidNodeException(`Node ${this.identifier} has no session now: it is ${this.#state}, ${this.#why}.`);
  }

  #getReady(session: OpenedSession): void {
    this.#sessionId = session.sessionId;
    if (this.#lostAt !== undefined) this.load.cameBack();
    this.#lostAt = undefined;
    if (!session.resumed) {
      this.#isDraining = false;
      this.load.forget();
      void this.#askToResume(session.sessionId);
    }
    this.#health.reset();
    this.#become('ready', session.resumed ? 'resumed' : 'connected');
    this.#listener.sessionOpened(this, session);
  }

  #lose(state: 'down' | 'misconfigured', why: string, lastSeenAt: number): void {
    this.#health.reset();
    if (this.#sessionId !== undefined) this.#lostAt = lastSeenAt;
    this.#sessionId = undefined;
    this.load.forget();
    this.#rest.abortAll(new NodeUnreachableError(this.identifier, why));
    this.#become(state, why);
  }

  #become(state: NodeState, why: string): void {
    const from = this.#state;
    // What a socket or a call still says after the node was closed or refused must not bring it back.
    if (!mayBecome(from, state)) return;
    this.#state = state;
    this.#why = why;
    if (state !== 'connecting') {
      this.#settled.resolve();
      this.#settled = Promise.withResolvers<void>();
    }
    this.#listener.stateChanged(this, from, why);
  }
}
