import { type Channel, channel } from 'node:diagnostics_channel';
import type { Processed } from './results.ts';

/** Message on `reprise:smart-cache:hit` and `reprise:smart-cache:miss`. */
export interface SmartCacheLookupMessage {
  readonly key: string;
  readonly servedFrom: Processed<unknown>['servedFrom'];
  /** It was older than its time to live. */
  readonly stale: boolean;
  /** What the request took, in milliseconds. */
  readonly durationMs: number;
}

/** Message on `reprise:smart-cache:evict`. */
export interface SmartCacheEvictMessage {
  readonly key: string;
  /** It had to make room, or was too old. */
  readonly cause: 'size' | 'expired';
}

const hitChannel: Channel = channel('reprise:smart-cache:hit');
const missChannel: Channel = channel('reprise:smart-cache:miss');
const evictChannel: Channel = channel('reprise:smart-cache:evict');

/** Publishes an answer, if anybody listens. */
export function publishAnswer(key: string, { wasCached, servedFrom, stale, durationMs }: Processed<unknown>): void {
  const to = wasCached ? hitChannel : missChannel;
  if (to.hasSubscribers) to.publish({ key, servedFrom, stale, durationMs } satisfies SmartCacheLookupMessage);
}

/** Publishes that an entry went, if anybody listens. */
export function publishEviction(key: string, cause: SmartCacheEvictMessage['cause']): void {
  if (evictChannel.hasSubscribers) evictChannel.publish({ key, cause } satisfies SmartCacheEvictMessage);
}
