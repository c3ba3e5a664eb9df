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
  const { title, isStream } = info;
  const whole = Object.freeze({ ...ABSENT, ...info });
  return Object.freeze({ encoded, title, uri: whole.uri, isStream, info: whole, pluginInfo: deepFrozen(pluginInfo) });
}

/** What servers older than Lavalink 4.0, or other than it, leave out. */
const ABSENT = { isSeekable: false, position: 0, uri: null, artworkUrl: null, isrc: null } as const;

/** Without recursion: what a plugin sends can be nested deeper than the stack. */
function deepFrozen<T extends object>(root: T): T {
  const open: object[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    Object.freeze(value);
    for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) open.push(inner);
  }
  return root;
}
