import type { CacheableTrack } from '@reprise/cache';
import type { JsonObject, Track, TrackInfo } from '@reprise/protocol';

/** A track as it is kept and shared: frozen, and without anybody's notes. Flat, since queues hold many thousands. */
export interface TrackRecord extends CacheableTrack, TrackInfo {
  readonly encoded: string;
  readonly title: string;
  readonly uri: string | null;
  readonly isStream: boolean;
  readonly pluginInfo: JsonObject;
}

/** Takes a node's track apart from its `userData`, and freezes it, since many callers will share it. */
export function trackRecord({ encoded, info, pluginInfo = NOTHING }: Track): TrackRecord {
  // Servers older than Lavalink 4.0, or other than it, leave some out.
  const { isSeekable = false, position = 0, uri = null, artworkUrl = null, isrc = null }: Partial<TrackInfo> = info;
  const { identifier, author, length, isStream, title, sourceName } = info;
  return Object.freeze({
    encoded,
    identifier,
    isSeekable,
    author,
    length,
    isStream,
    position,
    title,
    uri,
    artworkUrl,
    isrc,
    sourceName,
    pluginInfo: Object.keys(pluginInfo).length === 0 ? NOTHING : deepFrozen(pluginInfo),
  });
}

/** The part of a record that the protocol calls the info of the track. */
export function infoOf(record: TrackRecord): TrackInfo {
  const { encoded: _encoded, pluginInfo: _pluginInfo, ...info } = record;
  return Object.freeze(info);
}

const NOTHING: JsonObject = Object.freeze({});

/** Without recursion: what a plugin sends can be nested deeper than the stack. */
function deepFrozen<T extends object>(root: T): T {
  const open: object[] = [root];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    Object.freeze(value);
    for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) open.push(inner);
  }
  return root;
}
