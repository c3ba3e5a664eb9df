export type { CacheableResult, HyperCache, HyperCacheStats } from '@reprise/cache';
export type * from '@reprise/protocol';
export { decodeTrack, encodeTrack, TrackDecodeError } from '@reprise/protocol';
export * from './errors/index.ts';
export { type Backoff, decorrelatedJitter, type JitterOptions } from './node/backoff.ts';
export type { Node } from './node/node.ts';
export type { NodeLoad } from './node/node-load.ts';
export type { NodeConfig } from './node/node-options.ts';
export {
  leastPenalty,
  type NodeCandidate,
  type NodePicker,
  type PowerOfTwoOptions,
  powerOfTwoChoices,
} from './node/node-picker.ts';
export type { NodeState } from './node/node-state.ts';
export { penaltyOf } from './node/penalty.ts';
export { NodePool, type PoolCacheStats } from './pool/node-pool.ts';
export { Pool } from './pool/pool.ts';
export type { PoolEvents } from './pool/pool-events.ts';
export type { CacheConfig, ConnectOptions, PoolClient, PoolLogger } from './pool/pool-options.ts';
export { REGIONS, type RegionMap } from './region/region-map.ts';
export type { LyricsOptions, PluginRoutes } from './rest/plugin-routes.ts';
export type { HttpMethod, RequestOptions } from './rest/rest-client.ts';
export type { LoadAnswer, ServedFrom } from './search/load-answer.ts';
export type { CacheMode, LoadOptions, SearchOptions } from './search/load-options.ts';
export type { LoadedTracks } from './track/loaded-tracks.ts';
export { Playable } from './track/playable.ts';
export { Playlist } from './track/playlist.ts';
export type { TrackRecord } from './track/track-record.ts';
