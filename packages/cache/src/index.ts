export {
  type CacheablePlaylist,
  type CacheableResult,
  type CacheableTrack,
  isPlaylist,
} from './hyper/cacheable.ts';
export type { CacheEvictMessage, CacheLookupMessage } from './hyper/channels.ts';
export { HyperCache, type HyperCacheCapacities, type HyperCacheExport } from './hyper/hyper-cache.ts';
export type { HyperCacheOptions } from './hyper/hyper-cache-options.ts';
export { SnapshotError } from './hyper/snapshot-error.ts';
export type { EvictionCounts, HyperCacheStats } from './hyper/stats.ts';
export { LfuDecayCache } from './policy/lfu-decay-cache.ts';
export type { LfuDecayCacheOptions } from './policy/lfu-decay-options.ts';
export { type Defined, LruCache, type LruCacheOptions } from './policy/lru-cache.ts';
export type { BatchOptions, BatchOutcome, BatchProgress } from './smart/batch.ts';
export type { SmartCacheEvictMessage, SmartCacheLookupMessage } from './smart/channels.ts';
export type { FailureClass } from './smart/failure-class.ts';
export type { PopularKey } from './smart/popularity.ts';
export type { ProcessOptions } from './smart/requests.ts';
export type { Process, ProcessContext, Processed, ProcessReason, SmartServedFrom } from './smart/results.ts';
export type { Schema, SchemaResult } from './smart/schema.ts';
export { type Boarded, type FlightSignals, SingleFlight } from './smart/single-flight.ts';
export { type CacheBounds, type SetOptions, SmartCache } from './smart/smart-cache.ts';
export { SmartCacheError, type SmartCacheErrorCode } from './smart/smart-cache-error.ts';
export type { SmartCacheOptions } from './smart/smart-cache-options.ts';
export type { LatencyStats, SmartCacheStats, SmartCounts } from './smart/smart-stats.ts';
export type { StoreState } from './smart/store-side.ts';
export type {
  CacheContent,
  EntryInfo,
  KnownEntry,
  KnownFailure,
  MemoryInfo,
  SmartCacheExport,
} from './smart/views.ts';
export type { WarmOptions, WarmProgress, WarmReport, WarmStatus } from './smart/warming.ts';
export { LmdbStore, type LmdbStoreStats } from './store/lmdb/lmdb-store.ts';
export type { LmdbStoreOptions } from './store/lmdb/lmdb-store-options.ts';
export { MemoryStore, type MemoryStoreOptions } from './store/memory-store.ts';
export type { Awaitable, Lease, Removed, Store, StoredEntry } from './store/store.ts';
export { StoreError, type StoreErrorCode } from './store/store-error.ts';
export { tiered } from './store/tiered.ts';
export type {
  ValkeyClusterOptions,
  ValkeyCommonOptions,
  ValkeySentinelOptions,
  ValkeyServerOptions,
  ValkeyStoreOptions,
} from './store/valkey/valkey-options.ts';
export { ValkeyStore, type ValkeyStoreStats } from './store/valkey/valkey-store.ts';
