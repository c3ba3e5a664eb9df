import { type Channel, channel } from 'node:diagnostics_channel';
import type { EvictionCounts } from './stats.ts';

/** Message on `reprise:cache:hit` and `reprise:cache:miss`. */
export interface CacheLookupMessage {
  readonly tier: 'l1' | 'l2' | 'negative';
  /** The query, the track's id or its URI, as it was asked for. */
  readonly key: string;
}

/** Message on `reprise:cache:evict`. */
export interface CacheEvictMessage {
  readonly tier: 'l1' | 'l2';
  /** The query's key or the track's id. */
  readonly key: string;
  readonly cause: keyof EvictionCounts;
}

/** The channels of `node:diagnostics_channel` that every cache of the process publishes on. */
export const hitChannel: Channel = channel('reprise:cache:hit');
export const missChannel: Channel = channel('reprise:cache:miss');
export const evictChannel: Channel = channel('reprise:cache:evict');

/** Publishes a look-up, if anybody listens. */
export function publishLookup(found: boolean, tier: CacheLookupMessage['tier'], key: string): void {
  const to = found ? hitChannel : missChannel;
  if (to.hasSubscribers) to.publish({ tier, key } satisfies CacheLookupMessage);
}

/** Publishes an eviction, if anybody listens. */
export function publishEviction(tier: CacheEvictMessage['tier'], key: string, cause: keyof EvictionCounts): void {
  if (evictChannel.hasSubscribers) evictChannel.publish({ tier, key, cause } satisfies CacheEvictMessage);
}
