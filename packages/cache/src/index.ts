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
export { type Boarded, type FlightSignals, SingleFlight } from './smart/single-flight.ts';
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
