import type { CacheableTrack } from '@reprise/cache';
import type { JsonObject, Track, TrackInfo } from '@reprise/protocol';

/** A track as it is kept and shared: frozen, and without anybody's notes. */
export interface TrackRecord extends CacheableTrack {
  readonly encoded: string;
  readonly title: string;
  readonly uri: string | null;
  readonly isStream: boolean;
  readonly info: TrackInfo;
  readonly pluginInfo: JsonObject;
}

/** Takes a node's track apart from its `userData`, and freezes it, since many callers will share it. */
export function trackRecord({ encoded, info, pluginInfo = {} }: Track): TrackRecord {
  return Object.freeze({
    encoded,
    title: info.title,
    uri: info.uri ?? null,
    isStream: info.isStream,
    info: deepFreeze(info),
    pluginInfo: deepFreeze(pluginInfo),
  });
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  }
  return Object.freeze(value);
}
