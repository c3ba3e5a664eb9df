import type { Exception, LoadResult, Track } from '@reprise/protocol';

/** Whether a parsed answer is a load result: a node, or what stands before it, may send anything. */
export function isLoadResult(value: unknown): value is LoadResult {
  if (!isObject(value)) return false;
  const { data } = value;
  switch (value.loadType) {
    case 'track':
      return isTrack(data);
    case 'search':
      return isTracks(data);
    case 'playlist':
      return isObject(data) && isObject(data.info) && typeof data.info.name === 'string' && isTracks(data.tracks);
    case 'empty':
      return true;
    case 'error':
      return isException(data);
    default:
      return false;
  }
}

/** Whether a parsed answer is a list of tracks. */
export function isTracks(value: unknown): value is readonly Track[] {
  return Array.isArray(value) && value.every(isTrack);
}

/** Whether a parsed answer is a track with what this client reads of one. */
export function isTrack(value: unknown): value is Track {
  if (!isObject(value) || typeof value.encoded !== 'string' || !isObject(value.info)) return false;
  const { info, pluginInfo } = value;
  return (
    typeof info.title === 'string' &&
    typeof info.author === 'string' &&
    typeof info.identifier === 'string' &&
    typeof info.length === 'number' &&
    typeof info.isStream === 'boolean' &&
    typeof info.sourceName === 'string' &&
    (info.uri === null || info.uri === undefined || typeof info.uri === 'string') &&
    (pluginInfo === undefined || isObject(pluginInfo))
  );
}

/** Whether a value is an object and neither null nor a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isException(value: unknown): value is Exception {
  return isObject(value) && (value.message === null || typeof value.message === 'string');
}
