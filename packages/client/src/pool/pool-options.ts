import type { HyperCacheOptions } from '@reprise/cache';
import { type Clock, systemClock } from '@reprise/clock';
import { callable, durationMs, knownOptions, text } from '@reprise/options';
import type { Recommend } from '../autoplay/autoplay-options.ts';
import type { Backoff } from '../node/backoff.ts';
import { type NodeConfig, type NodeSettings, nodeSettings } from '../node/node-options.ts';
import { leastPenalty, type NodePicker } from '../node/node-picker.ts';
import { type PlayerDefaults, type PlayerSettings, playerDefaults } from '../player/player-options.ts';
import { REGIONS, type RegionMap } from '../region/region-map.ts';
import type { RepairTrack } from '../track/repair-track.ts';
import type { ResolveTrack } from '../track/track-resolver.ts';
import type { Connector } from '../voice/connector.ts';
import { connectorOf, type PoolClient } from '../voice/connector-of.ts';

/** Sizes of the cache. */
export interface CacheConfig {
  /** Queries kept (L1). @defaultValue 100 */
  readonly capacity?: number;
  /** Tracks kept (L2). @defaultValue 1_000 */
  readonly trackCapacity?: number;
  /** What a track's count is multiplied by at each decay, 0 to 1. @defaultValue 0.5 */
  readonly decayFactor?: number;
  /** Hits between two decays. `'auto'` is four times the track capacity. @defaultValue 'auto' */
  readonly decayThreshold?: number | 'auto';
  /** Bound of both tiers together. @defaultValue 64 MiB */
  readonly maxBytes?: number;
  /** How long an answer is kept, in milliseconds. @defaultValue until it is evicted; streams a minute */
  readonly ttlMs?: number;
}

/** Where the pool says what a person has to know. `console` is one. */
export interface PoolLogger {
  /** One line, for a person. */
  warn(line: string): void;
}

/** Options of {@link NodePool.connect}. */
export interface ConnectOptions {
  /** The bot: the client of discord.js, Eris or Oceanic, logged in, or functions of your own. */
  readonly client: PoolClient;
  /** At least one, each with an identifier of its own. */
  readonly nodes: Iterable<NodeConfig>;
  /** Absent or null: nothing is cached. */
  readonly cacheConfig?: CacheConfig | null;
  /** Replaces the built-in map of voice hosts. */
  readonly regions?: RegionMap | null;
  /** Prefix of a search that has none, as `ytsearch` or `dzsearch`. @defaultValue none: such a text goes to the node as it is */
  readonly defaultSearchSource?: string | null;
  /** Prefixes of further plugins → name of their source in `/v4/info`. */
  readonly searchPrefixes?: Readonly<Record<string, string>>;
  /** How long `connect` waits for nodes, in milliseconds; they go on connecting after it. @defaultValue 5_000 */
  readonly connectTimeoutMs?: number;
  /** Longest wait for a search over all nodes, in milliseconds. @defaultValue 8_000 */
  readonly loadTimeoutMs?: number;
  /** Chooses among the nodes. @defaultValue leastPenalty */
  readonly nodePicker?: NodePicker;
  /** Makes the waits between attempts to connect, for each node its own. @defaultValue decorrelated jitter, 0.5 to 15 s */
  readonly backoff?: () => Backoff;
  /** What all players begin with, unless `createPlayer` is told otherwise. */
  readonly playerDefaults?: PlayerDefaults;
  /**
   * How long a node keeps a session whose connection broke, with its players playing, in milliseconds; rounded up to
   * seconds. 0 does not ask it to. @defaultValue 60_000
   */
  readonly resumeTimeoutMs?: number;
  /** Longest wait for Discord's answer when a voice channel is joined, in milliseconds. @defaultValue 10_000 */
  readonly joinTimeoutMs?: number;
  /** Longest wait for a node's answer to voice data: it answers when the voice server does. In milliseconds. @defaultValue 5_000 */
  readonly voiceTimeoutMs?: number;
  /** Makes a track that is only known by name, or whose source no node has, into one that can be played. @defaultValue by its link, then by a search */
  readonly resolveTrack?: ResolveTrack;
  /** The same song as it can be played, after a track broke: it goes on at its place. @defaultValue none: the next track is played */
  readonly repairTrack?: RepairTrack;
  /** The bot's own recommendations for autoplay. @defaultValue YouTube's mix of a YouTube track, a search for any other */
  readonly recommend?: Recommend;
  /**
   * Keeps what the players play across a restart of the bot: is given bytes to store, at most every
   * `snapshotIntervalMs`. They hold secrets. {@link NodePool.restore} takes them.
   */
  readonly onSnapshot?: (bytes: Uint8Array) => void | Promise<void>;
  /** Shortest time between two snapshots, in milliseconds. @defaultValue 1_000 */
  readonly snapshotIntervalMs?: number;
  /** Where time comes from; tests hand in one they move. @defaultValue the machine's */
  readonly clock?: Clock;
  /** Null says nothing. @defaultValue console */
  readonly logger?: PoolLogger | null;
}

/** {@link ConnectOptions} that were checked, with their defaults. */
export interface PoolSettings {
  readonly connector: Connector;
  readonly nodes: readonly NodeSettings[];
  readonly cache: HyperCacheOptions | undefined;
  readonly regions: RegionMap;
  readonly defaultSearchSource: string | undefined;
  readonly searchPrefixes: Readonly<Record<string, string>>;
  readonly connectTimeoutMs: number;
  readonly loadTimeoutMs: number;
  readonly nodePicker: NodePicker;
  readonly backoff: (() => Backoff) | undefined;
  readonly playerDefaults: PlayerSettings;
  readonly resumeTimeoutMs: number;
  readonly joinTimeoutMs: number;
  readonly voiceTimeoutMs: number;
  readonly resolveTrack: ResolveTrack | undefined;
  readonly repairTrack: RepairTrack | undefined;
  readonly recommend: Recommend | undefined;
  readonly onSnapshot: ((bytes: Uint8Array) => void | Promise<void>) | undefined;
  readonly snapshotIntervalMs: number;
  readonly clock: Clock;
  readonly logger: PoolLogger | null;
}

const OWNER = 'Pool.connect';
const KNOWN = [
  'client',
  'nodes',
  'cacheConfig',
  'regions',
  'defaultSearchSource',
  'searchPrefixes',
  'connectTimeoutMs',
  'loadTimeoutMs',
  'nodePicker',
  'backoff',
  'playerDefaults',
  'resumeTimeoutMs',
  'joinTimeoutMs',
  'voiceTimeoutMs',
  'resolveTrack',
  'repairTrack',
  'recommend',
  'onSnapshot',
  'snapshotIntervalMs',
  'clock',
  'logger',
] as const satisfies readonly (keyof ConnectOptions)[];

/** @throws TypeError or RangeError naming the option and the value. */
export function poolSettings(options: ConnectOptions): PoolSettings {
  knownOptions(OWNER, options, KNOWN);
  const nodePicker = options.nodePicker ?? leastPenalty;
  callable(`${OWNER}: nodePicker.pick`, nodePicker.pick);
  return {
    connector: connectorOf(options.client),
    nodes: nodesOf(options.nodes),
    cache: options.cacheConfig ? cacheOptions(options.cacheConfig) : undefined,
    regions: options.regions ? regionMap(options.regions) : REGIONS,
    defaultSearchSource: searchPrefix(options.defaultSearchSource),
    searchPrefixes: prefixTable(options.searchPrefixes ?? {}),
    connectTimeoutMs: durationMs(`${OWNER}: connectTimeoutMs`, options.connectTimeoutMs ?? 5_000),
    loadTimeoutMs: durationMs(`${OWNER}: loadTimeoutMs`, options.loadTimeoutMs ?? 8_000, { min: 1 }),
    nodePicker,
    backoff: options.backoff && callable(`${OWNER}: backoff`, options.backoff),
    playerDefaults: playerDefaults(`${OWNER}: playerDefaults`, options.playerDefaults ?? {}),
    resumeTimeoutMs: durationMs(`${OWNER}: resumeTimeoutMs`, options.resumeTimeoutMs ?? 60_000),
    joinTimeoutMs: durationMs(`${OWNER}: joinTimeoutMs`, options.joinTimeoutMs ?? 10_000, { min: 1 }),
    voiceTimeoutMs: durationMs(`${OWNER}: voiceTimeoutMs`, options.voiceTimeoutMs ?? 5_000, { min: 1 }),
    resolveTrack: options.resolveTrack && callable(`${OWNER}: resolveTrack`, options.resolveTrack),
    repairTrack: options.repairTrack && callable(`${OWNER}: repairTrack`, options.repairTrack),
    recommend: options.recommend && callable(`${OWNER}: recommend`, options.recommend),
    onSnapshot: options.onSnapshot && callable(`${OWNER}: onSnapshot`, options.onSnapshot),
    snapshotIntervalMs: durationMs(`${OWNER}: snapshotIntervalMs`, options.snapshotIntervalMs ?? 1_000, { min: 1 }),
    clock: clockOf(options.clock),
    logger: loggerOf(options.logger),
  };
}

function loggerOf(logger: PoolLogger | null | undefined): PoolLogger | null {
  if (logger === undefined) return console;
  if (logger !== null) callable(`${OWNER}: logger.warn`, logger.warn);
  return logger;
}

function regionMap(regions: RegionMap): RegionMap {
  for (const [region, places] of Object.entries(regions)) {
    const isList = Array.isArray(places) && places.every((place) => /^[a-z][a-z-]*$/.test(place));
    if (!isList)
      throw new TypeError(`${OWNER}: regions.${region} must be a list of lower-case codes, as ['fra', 'ams'].`);
  }
  return regions;
}

function prefixTable(prefixes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const [prefix, source] of Object.entries(prefixes)) {
    checkedPrefix(`${OWNER}: searchPrefixes`, prefix);
    text(`${OWNER}: searchPrefixes.${prefix}`, source);
  }
  return prefixes;
}

function clockOf(clock: Clock = systemClock): Clock {
  for (const method of ['now', 'after', 'every'] as const) callable(`${OWNER}: clock.${method}`, clock[method]);
  return clock;
}

function nodesOf(given: Iterable<NodeConfig>): readonly NodeSettings[] {
  if (typeof given?.[Symbol.iterator] !== 'function') throw new TypeError(`${OWNER}: nodes must be a list of nodes.`);
  const nodes = [...given].map(nodeSettings);
  if (nodes.length === 0) throw new RangeError(`${OWNER}: nodes must have at least one node.`);
  const twice = nodes.find((node, i) => nodes.findIndex(({ identifier }) => identifier === node.identifier) !== i);
  if (twice === undefined) return nodes;
  throw new RangeError(
    `${OWNER}: nodes must each have an identifier of its own, but ${twice.identifier} stands twice.`,
  );
}

const CACHE_KNOWN = ['capacity', 'trackCapacity', 'decayFactor', 'decayThreshold', 'maxBytes', 'ttlMs'];

/** The cache checks the values; here only the one name that differs is put right. */
function cacheOptions(config: CacheConfig): HyperCacheOptions {
  knownOptions(`${OWNER}: cacheConfig`, config, CACHE_KNOWN);
  return cacheCapacities(config);
}

/** What the documents call `capacity` is the capacity for queries. */
export function cacheCapacities<T extends CacheConfig>({
  capacity,
  ...rest
}: T): Omit<T, 'capacity'> & { queryCapacity?: number } {
  return capacity === undefined ? rest : { ...rest, queryCapacity: capacity };
}

function searchPrefix(source: string | null | undefined): string | undefined {
  if (source === null || source === undefined) return undefined;
  return checkedPrefix(`${OWNER}: defaultSearchSource`, text(`${OWNER}: defaultSearchSource`, source));
}

function checkedPrefix(name: string, prefix: string): string {
  if (/^[a-z0-9_.-]{1,32}$/.test(prefix)) return prefix;
  throw new RangeError(`${name} must be a prefix without its colon, as 'ytsearch', but is '${prefix}'.`);
}
