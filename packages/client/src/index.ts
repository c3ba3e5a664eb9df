export type { CacheableResult, HyperCache, HyperCacheStats } from '@reprise/cache';
export type { Cancel, Clock } from '@reprise/clock';
export type * from '@reprise/protocol';
export { decodeTrack, encodeTrack, TrackDecodeError } from '@reprise/protocol';
export type { AutoPlay } from './autoplay/autoplay.ts';
export type { AutoPlayMode, Recommend, RecommendContext } from './autoplay/autoplay-options.ts';
export type { SeedTrack } from './autoplay/seed-track.ts';
export * from './errors/index.ts';
export type { EqualizerGain } from './filters/equalizer.ts';
export type { FilterData, FilterName } from './filters/filter-data.ts';
export type { FilterPreset, FilterPresetName } from './filters/filter-presets.ts';
export { Filters } from './filters/filters.ts';
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
export type { PlaybackFailure } from './player/failure-budget.ts';
export type { Player } from './player/player.ts';
export type { PlayerEvents, RecoveryStep } from './player/player-events.ts';
export type { PlayerData, PlayerDefaults, PlayerOptions, PlayOptions } from './player/player-options.ts';
export type { PlaybackState } from './player/player-state.ts';
export type { RestoreOptions } from './pool/former-pools.ts';
export { NodePool, type PoolCacheStats } from './pool/node-pool.ts';
export { Pool } from './pool/pool.ts';
export type { PoolEvents } from './pool/pool-events.ts';
export type { CacheConfig, ConnectOptions, PoolLogger } from './pool/pool-options.ts';
export type { PutOptions, QueueInput } from './queue/put-options.ts';
export { Queue } from './queue/queue.ts';
export type { QueueOptions } from './queue/queue-options.ts';
export type { QueueMode, QueueSnapshot, QueueTrackSnapshot } from './queue/queue-snapshot.ts';
export type { ShuffleOptions } from './queue/shuffled.ts';
export { REGIONS, type RegionMap } from './region/region-map.ts';
export type { LyricsOptions, PluginRoutes } from './rest/plugin-routes.ts';
export type { HttpMethod, RequestOptions } from './rest/rest-client.ts';
export type { LoadAnswer, ServedFrom } from './search/load-answer.ts';
export type { CacheMode, LoadOptions, LoadPriority, SearchOptions } from './search/load-options.ts';
export type { QueryDescription } from './search/track-search.ts';
export type { LoadedTracks } from './track/loaded-tracks.ts';
export { Playable } from './track/playable.ts';
export { Playlist } from './track/playlist.ts';
export type { QueueTrack } from './track/queue-track.ts';
export type { RepairContext, RepairTrack } from './track/repair-track.ts';
export type { GivenNotes, TrackData, TrackNotes } from './track/track-data.ts';
export type { TrackRecord } from './track/track-record.ts';
export type { ResolveContext, ResolveTrack } from './track/track-resolver.ts';
export { UnresolvedTrack, type UnresolvedTrackData, type UnresolvedTrackFields } from './track/unresolved-track.ts';
export type { Connector, VoicePayload } from './voice/connector.ts';
export type { PoolClient } from './voice/connector-of.ts';
export type { DiscordJsClient } from './voice/discord-js-connector.ts';
export type { ErisClient } from './voice/eris-connector.ts';
export type { OceanicClient } from './voice/oceanic-connector.ts';
export type { RawClient } from './voice/raw-connector.ts';
export { shardIdOf } from './voice/shard-of.ts';
export type { JoinOptions } from './voice/voice-session.ts';
export type { DiscordVoiceState } from './voice/voice-states.ts';
