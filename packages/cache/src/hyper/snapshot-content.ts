import type { CacheableTrack } from './cacheable.ts';
import type { PlaylistInfo } from './query-tier.ts';
import { SnapshotError } from './snapshot-error.ts';

/** When something expires, in milliseconds since 1970; null for never. */
type Expiry = number | null;

/** A track, its use count and its expiry. */
export type TrackRecord<T> = readonly [track: T, count: number, expiresAt: Expiry];
/** A query, its other spellings, its tracks by their index in `main` and then `window`, and what its playlist is. */
export type QueryRecord = readonly [
  key: string,
  aliases: readonly string[],
  tracks: readonly number[],
  playlist: PlaylistInfo | null,
  expiresAt: Expiry,
];

/** Everything a cache knows, in the order its parts are restored in. */
export interface SnapshotContent<T extends CacheableTrack> {
  readonly savedAt: number;
  readonly queryCapacity: number;
  readonly trackCapacity: number;
  readonly decayFactor: number;
  readonly decayThreshold: number | 'auto';
  readonly maxBytes: number;
  readonly ttlMs: number | null;
  readonly hits: number;
  readonly newcomers: number;
  readonly main: readonly TrackRecord<T>[];
  readonly window: readonly TrackRecord<T>[];
  readonly ghosts: readonly (readonly [id: string, count: number, age: number])[];
  readonly queries: readonly QueryRecord[];
  readonly negatives: readonly (readonly [key: string, expiresAt: number])[];
}

/**
 * Makes sure that a value read from outside is what a snapshot contains, so that nothing behind has to doubt it.
 * Of the tracks, only what the cache itself reads is looked at.
 *
 * @throws {@link SnapshotError} naming the first part that is wrong.
 */
export function checkContent<T extends CacheableTrack>(value: unknown): asserts value is SnapshotContent<T> {
  const { savedAt, queryCapacity, trackCapacity, maxBytes, hits, newcomers, ...content } = record('content', value);
  const { decayFactor, decayThreshold, ttlMs, main, window, ghosts, queries, negatives } = content;
  number('savedAt', savedAt);
  whole('maxBytes', maxBytes);
  whole('hits', hits);
  whole('newcomers', newcomers);
  if (number('decayFactor', decayFactor) > 1) fail('decayFactor');
  if (decayThreshold !== 'auto' && whole('decayThreshold', decayThreshold) < 1) fail('decayThreshold');
  if (ttlMs !== null && whole('ttlMs', ttlMs) < 1) fail('ttlMs');

  const tracks = [...list('main', main), ...list('window', window)];
  const ids = [...tracks.map(checkTrack), ...list('ghosts', ghosts).map(checkGhost)];
  if (new Set(ids).size !== ids.length) fail('tracks: one of them is there twice');
  if (tracks.length > whole('trackCapacity', trackCapacity)) fail('tracks: more than the capacity');

  const spellings = list('queries', queries).flatMap((query) => checkQuery(query, tracks.length));
  if (new Set(spellings).size !== spellings.length) fail('queries: a spelling is there twice');
  if (list('queries', queries).length > whole('queryCapacity', queryCapacity)) fail('queries: more than the capacity');

  for (const negative of list('negatives', negatives)) {
    const [key, expiresAt] = list('negatives', negative);
    text('negatives', key);
    number('negatives', expiresAt);
  }
}

function checkTrack(value: unknown): string {
  const [track, count, expiresAt] = list('tracks', value);
  const { encoded, title, uri, isStream } = record('tracks', track);
  text('tracks', title);
  if (uri !== undefined && uri !== null) text('tracks', uri);
  if (isStream !== undefined && typeof isStream !== 'boolean') fail('tracks');
  whole('tracks', count);
  expiry('tracks', expiresAt);
  return text('tracks', encoded);
}

function checkGhost(value: unknown): string {
  const [id, count, age] = list('ghosts', value);
  whole('ghosts', count);
  whole('ghosts', age);
  return text('ghosts', id);
}

/** Answers the spellings of the query. */
function checkQuery(value: unknown, trackCount: number): string[] {
  const [key, aliases, tracks, playlist, expiresAt] = list('queries', value);
  const indices = list('queries', tracks).map((track) => whole('queries', track));
  if (new Set(indices).size !== indices.length) fail('queries: a track is there twice');
  if (indices.some((index) => index >= trackCount)) fail('queries: a track is missing');
  if (playlist !== null) {
    const { name, selectedTrack, pluginInfo } = record('queries', playlist);
    text('queries', name);
    if (!Number.isSafeInteger(selectedTrack)) fail('queries');
    record('queries', pluginInfo);
  }
  expiry('queries', expiresAt);
  return [key, ...list('queries', aliases)].map((spelling) => text('queries', spelling));
}

function fail(part: string): never {
  throw new SnapshotError(`its part ${JSON.stringify(part)} is wrong`);
}

function record(part: string, value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(part);
  return Object.fromEntries(Object.entries(value));
}

function list(part: string, value: unknown): unknown[] {
  return Array.isArray(value) ? value : fail(part);
}

function text(part: string, value: unknown): string {
  return typeof value === 'string' ? value : fail(part);
}

function number(part: string, value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : fail(part);
}

function whole(part: string, value: unknown): number {
  return Number.isSafeInteger(value) ? number(part, value) : fail(part);
}

function expiry(part: string, value: unknown): void {
  if (value !== null) number(part, value);
}
