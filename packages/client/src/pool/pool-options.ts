import type { HyperCacheOptions } from '@reprise/cache';
import { callable, durationMs, knownOptions, text } from '@reprise/options';
import type { Backoff } from '../node/backoff.ts';
import { type NodeConfig, type NodeSettings, nodeSettings } from '../node/node-options.ts';
import { leastPenalty, type NodePicker } from '../node/node-picker.ts';
import { REGIONS, type RegionMap } from '../region/region-map.ts';

/** A client of discord.js or alike, logged in; or just the id of the bot's user. */
export type PoolClient = { readonly user: { readonly id: string } | null } | { readonly userId: string };

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
  warn(line: string): void;
}

/** Options of {@link NodePool.connect}. */
export interface ConnectOptions {
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
  /** Longest wait for a search over all nodes, in milliseconds. @defaultValue 15_000 */
  readonly loadTimeoutMs?: number;
  /** Chooses among the nodes. @defaultValue leastPenalty */
  readonly nodePicker?: NodePicker;
  /** Makes the waits between attempts to connect, for each node its own. @defaultValue decorrelated jitter, 0.5 to 15 s */
  readonly backoff?: () => Backoff;
  /** Null says nothing. @defaultValue console */
  readonly logger?: PoolLogger | null;
}

/** {@link ConnectOptions} that were checked, with their defaults. */
export interface PoolSettings {
  readonly userId: string;
  readonly nodes: readonly NodeSettings[];
  readonly cache: HyperCacheOptions | undefined;
  readonly regions: RegionMap;
  readonly defaultSearchSource: string | undefined;
  readonly searchPrefixes: Readonly<Record<string, string>>;
  readonly connectTimeoutMs: number;
  readonly loadTimeoutMs: number;
  readonly nodePicker: NodePicker;
  readonly backoff: (() => Backoff) | undefined;
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
  'logger',
];

/** @throws TypeError or RangeError naming the option and the value. */
export function poolSettings(options: ConnectOptions): PoolSettings {
  knownOptions(OWNER, options, KNOWN);
  const nodePicker = options.nodePicker ?? leastPenalty;
  callable(`${OWNER}: nodePicker.pick`, nodePicker.pick);
  return {
    userId: userIdOf(options.client),
    nodes: nodesOf(options.nodes),
    cache: options.cacheConfig ? cacheOptions(options.cacheConfig) : undefined,
    regions: options.regions ? regionMap(options.regions) : REGIONS,
    defaultSearchSource: searchPrefix(options.defaultSearchSource),
    searchPrefixes: prefixTable(options.searchPrefixes ?? {}),
    connectTimeoutMs: durationMs(`${OWNER}: connectTimeoutMs`, options.connectTimeoutMs ?? 5_000),
    loadTimeoutMs: durationMs(`${OWNER}: loadTimeoutMs`, options.loadTimeoutMs ?? 15_000, { min: 1 }),
    nodePicker,
    backoff: options.backoff && callable(`${OWNER}: backoff`, options.backoff),
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

function userIdOf(client: PoolClient): string {
  const isObject = typeof client === 'object' && client !== null;
  const id = isObject ? ('userId' in client ? client.userId : client.user?.id) : undefined;
  // Lavalink takes any text and then closes the socket without a word of why.
  if (typeof id === 'string' && /^[1-9]\d{0,19}$/.test(id)) return id;
  throw new TypeError(
    `${OWNER}: client must be logged in (client.user.id) or be { userId }, the bot's id in digits, but has ${id === undefined ? 'no id' : 'another id'}.`,
  );
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
