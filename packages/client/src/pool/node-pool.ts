import { EventEmitter } from 'node:events';
import { HyperCache, type HyperCacheStats } from '@reprise/cache';
import { PoolConnectedError, PoolNotConnectedError } from '../errors/index.ts';
import type { Node, NodeListener } from '../node/node.ts';
import type { NodeState } from '../node/node-state.ts';
import type { Player } from '../player/player.ts';
import type { PlayerOptions } from '../player/player-options.ts';
import { RegionTable } from '../region/region.ts';
import { REGIONS } from '../region/region-map.ts';
import type { LoadAnswer } from '../search/load-answer.ts';
import type { LoadOptions, SearchOptions } from '../search/load-options.ts';
import type { QueryDescription } from '../search/track-search.ts';
import { NO_OPTIONS } from '../search/track-search.ts';
import type { SnapshotWriter } from '../snapshot/snapshot-writer.ts';
import type { LoadedTracks } from '../track/loaded-tracks.ts';
import { Playable } from '../track/playable.ts';
import type { TrackRecord } from '../track/track-record.ts';
import { readVoicePacket } from '../voice/voice-packet.ts';
import type { DiscordVoiceState } from '../voice/voice-states.ts';
import { assemble, type Parts, type PoolSide } from './assembly.ts';
import { type FormerPools, formerPools, NO_FORMER_POOLS, type RestoreOptions } from './former-pools.ts';
import type { PoolEvents } from './pool-events.ts';
import { type CacheConfig, type ConnectOptions, cacheCapacities, poolSettings } from './pool-options.ts';
import { rejoinAll } from './rejoins.ts';
import { restorePlayers, snapshotWriter, takeSnapshot } from './snapshots.ts';

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
  #connected: Parts | undefined;
  #stopListening: () => void = () => undefined;
  #snapshots: SnapshotWriter | undefined;
  #former = NO_FORMER_POOLS;
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
    const former = this.#takeFormer(settings.connector.userId);
    const connected = assemble(settings, this.#side(settings), new Map(Object.entries(former.sessions)));
    this.#connected = connected;
    this.#snapshots = snapshotWriter(connected);
    const restored = former.snapshots.flatMap((snapshot) => restorePlayers(connected, snapshot));
    this.#stopListening = settings.connector.listen((packet) => this.handleRaw(packet));
    const nodes = [...connected.nodes.snapshot().values()];
    const firstTries = Promise.all(nodes.map((node) => node.firstAttempt));
    const anyReady = this.#untilAnyReady(connected);
    for (const node of nodes) node.connect();
    await withinMs(settings.connectTimeoutMs, Promise.all([firstTries, anyReady]));
    rejoinAll(restored, { ...settings, signal: connected.closing.signal });
    return this.nodes();
  }

  /**
   * Players, queues, histories, positions and sessions, for a process that goes on with them: {@link restore}.
   *
   * The bytes hold the ids of the nodes' sessions: keep them as you keep a password. To have one whenever something
   * changed, give `onSnapshot` to {@link connect}.
   *
   * @throws {@link PoolNotConnectedError}; TypeError when notes of the bot are nested too deep.
   * @example
   * ```ts
   * import { writeFile } from 'node:fs/promises';
   * import { Pool } from 'reprise';
   *
   * await writeFile('players.snapshot', Pool.snapshot(), { mode: 0o600 });
   * await Pool.close({ keepPlaying: true });
   * ```
   */
  snapshot(): Uint8Array {
    return takeSnapshot(this.#open());
  }

  /**
   * Goes on with what {@link snapshot} or `onSnapshot` gave, once {@link connect} is called. Nodes that still have their
   * sessions never stopped playing; on others the tracks start again where they were. The bot enters its channels again
   * after `connect`, as fast as Discord lets it: a hundred of each shard in a minute.
   *
   * Where a program is divided into other shards than before, each of its processes is given what all of the former ones left,
   * and says by `only` which guilds are its own: their tracks start again where they were.
   *
   * @param bytes - What one pool left, or several; of a guild that is in several, the latest counts.
   * @param options - `userId`: of which bot it must be, so that another's is refused here and not by `connect`.
   * @returns How many players there will be.
   * @throws {@link SnapshotDamagedError}, {@link SnapshotNewerError}, {@link SnapshotForeignError}: the pool then starts empty, as
   *   it would without. {@link PoolConnectedError} after `connect`; TypeError or RangeError for a wrong option.
   * @example
   * ```ts
   * import { existsSync, readFileSync } from 'node:fs';
   * import { Pool } from 'reprise';
   *
   * if (existsSync('players.snapshot')) Pool.restore(readFileSync('players.snapshot'));
   * await Pool.connect({
   *   client: { userId: '170939974227591168' },
   *   nodes: [{ identifier: 'Main', uri: 'http://127.0.0.1:2333', password: 'secret' }],
   * });
   * ```
   */
  restore(bytes: Uint8Array | readonly Uint8Array[], options: RestoreOptions = {}): number {
    if (this.#connected !== undefined) throw new PoolConnectedError();
    this.#former = NO_FORMER_POOLS;
    this.#former = formerPools([bytes].flat(), options);
    return this.#former.snapshots.reduce((sum, { players }) => sum + players.length, 0);
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

  /**
   * What a query means, before anybody is asked: the key that all its spellings share, for a store of your own, and the
   * source that will answer it.
   *
   * @param options - `source`: the prefix of a text that has none.
   * @throws TypeError or RangeError for a blank or overlong query, {@link PoolNotConnectedError}.
   * @example
   * ```ts
   * import { SmartCache } from '@reprise/cache';
   * import { Pool } from 'reprise';
   *
   * const songs = new SmartCache<string>({ cacheDir: 'songs' });
   * const { key } = Pool.describeQuery('https://youtu.be/dQw4w9WgXcQ?si=abc');
   * const { value, wasCached } = await songs.getOrProcess(key, async () => {
   *   const { result } = await Pool.load(key);
   *   return JSON.stringify([...result].map((track) => track.toJSON()));
   * });
   * ```
   */
  describeQuery(query: string, options: Pick<SearchOptions, 'source'> = NO_OPTIONS): QueryDescription {
    return this.#open().search.describe(query, options.source);
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

  /**
   * The player of a guild: the one it has, or a new one. With `voiceChannelId` it is in that channel when this resolves.
   *
   * @throws {@link VoiceTimeoutError}, {@link PlayerOrphanedError} and what else {@link Player.connect} throws; a new
   *   player is gone again then. TypeError or RangeError for a wrong option; {@link PoolNotConnectedError}.
   * @example
   * ```ts
   * import { Pool } from 'reprise';
   *
   * const player = await Pool.createPlayer({ guildId: '817327181659111454', voiceChannelId: '817327182111571989' });
   * console.log(player.state, player.node?.identifier);
   * ```
   */
  async createPlayer(options: PlayerOptions): Promise<Player> {
    await this.#open().players.untilGone(options.guildId);
    const { core, isNew } = this.#open().players.ensure(options);
    const { voiceChannelId } = options;
    try {
      if (voiceChannelId !== undefined) await core.connect(voiceChannelId, options);
    } catch (error) {
      if (isNew) await core.destroy('it could not join its voice channel');
      throw error;
    }
    return core.player;
  }

  /** The player of a guild; undefined when it has none. @throws {@link PoolNotConnectedError} */
  getPlayer(guildId: string): Player | undefined {
    return this.#open().players.get(guildId)?.player;
  }

  /** All players by guild, as a copy. @throws {@link PoolNotConnectedError} */
  get players(): Map<string, Player> {
    return this.#open().players.snapshot();
  }

  /**
   * Takes a packet of Discord's gateway. Needed only with a client of your own: the known libraries hand theirs over by
   * themselves. Any packet may come; what says nothing of voice costs next to nothing, and a pool that is not connected
   * takes no notice.
   *
   * @example
   * ```ts
   * import { Pool } from 'reprise';
   *
   * declare const gateway: WebSocket;
   * gateway.addEventListener('message', ({ data }) => Pool.handleRaw(JSON.parse(data)));
   * ```
   */
  handleRaw(packet: unknown): void {
    if (this.#connected === undefined) return;
    const read = readVoicePacket(packet);
    if (read === undefined) return;
    this.#connected.voiceStates.receive(read);
    this.#connected.players.receivePacket(read);
  }

  /**
   * Tells who is in the voice channels of a guild, for a client of your own that cannot count them and whose packets began
   * before the player did. From there on {@link handleRaw} keeps count.
   *
   * @param states - Voice states as Discord has them; `member.user.bot` tells bots from people.
   * @throws {@link PoolNotConnectedError}
   */
  handleVoiceStates(guildId: string, states: Iterable<DiscordVoiceState>): void {
    this.#open().voiceStates.replace(guildId, states);
  }

  /**
   * Moves all players off a node, so that it can be restarted without anybody noticing. Nobody is put on it until it
   * comes back with a new session.
   *
   * @returns How many players moved. One that could not is told by `playerError` and stays.
   * @throws {@link InvalidNodeException} when there is no such node, or no other one; {@link PoolNotConnectedError}.
   */
  async drainNode(identifier: string): Promise<number> {
    const { nodes, failover } = this.#open();
    return failover.drain(nodes.byIdentifier(identifier));
  }

  /**
   * Ends all players and sessions in good order. Every call then throws or rejects until the next {@link connect}.
   *
   * @param options - `keepPlaying`: leave the players playing on their nodes, for a process that takes them up with
   *   {@link restore} within `resumeTimeoutMs`.
   */
  async close({ keepPlaying = false }: { readonly keepPlaying?: boolean } = {}): Promise<void> {
    const connected = this.#connected;
    if (connected === undefined) return;
    await this.#snapshots?.close();
    connected.rounds.stop();
    if (keepPlaying) connected.players.abandon();
    else await connected.players.destroy('the pool was closed');
    this.#connected = undefined;
    this.#stopListening();
    connected.closing.abort(new PoolNotConnectedError());
    connected.cache?.[Symbol.dispose]();
    await Promise.all([...connected.nodes.snapshot().values()].map((node) => node.close(keepPlaying)));
  }

  /** `await using pool = new NodePool()` closes it at the end of the block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #open(): Parts {
    if (this.#connected === undefined) throw new PoolNotConnectedError();
    return this.#connected;
  }

  /** A snapshot is gone on with once, and only by the bot whose players it holds. */
  #takeFormer(userId: string): FormerPools {
    const former = this.#former;
    this.#former = NO_FORMER_POOLS;
    const foreign = former.snapshots.find((snapshot) => snapshot.userId !== userId);
    if (foreign === undefined) return former;
    throw new TypeError(`Pool.connect: the snapshot that was restored is of bot ${foreign.userId}, not of ${userId}.`);
  }

  #side({ logger }: ReturnType<typeof poolSettings>): PoolSide {
    const node: NodeListener = {
      stateChanged: (node, from, why) => this.#stateChanged(logger, node, from, why),
      sessionOpened: (node, session) => {
        void this.#connected?.failover.opened(node, session);
        this.#tell(() => this.emit('nodeReady', node, session.resumed));
      },
      message: (node, message) => {
        this.#connected?.players.receive(node, message);
        this.#tell(() => this.emit('nodeMessage', node, message));
      },
    };
    return {
      node,
      tell: (event, ...args) => this.#tell(() => EventEmitter.prototype.emit.call(this, event, ...args)),
      moved: (...args) => this.#tell(() => this.emit('failover', ...args)),
      changed: () => this.#snapshots?.changed(),
    };
  }

  #stateChanged(logger: Parts['settings']['logger'], node: Node, from: NodeState, why: string): void {
    if (node.state === 'misconfigured') logger?.warn(`Node ${node.identifier} cannot be used: ${why}.`);
    if (node.state === 'down' && !this.#away.has(node)) logger?.warn(`Node ${node.identifier} is away: ${why}.`);
    // One line an outage, however often it is tried.
    if (node.state === 'down') this.#away.add(node);
    if (node.state === 'ready') this.#away.delete(node);
    this.#tell(() => this.emit('nodeStateChange', node, from, why));
    if (node.state !== 'down' && node.state !== 'misconfigured') return;
    void this.#connected?.failover.lost(node);
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
  #untilAnyReady({ nodes }: Parts): Promise<void> {
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
