import { oneOf } from '@reprise/options';
import type { Track } from '@reprise/protocol';
import { isObject, isTrack } from '../rest/load-result.ts';
import { Playable } from '../track/playable.ts';
import type { QueueTrack } from '../track/queue-track.ts';
import { trackRecord } from '../track/track-record.ts';
import { UnresolvedTrack, type UnresolvedTrackData } from '../track/unresolved-track.ts';

/** What follows a track that ended: the next one, the same again, or the next one and the ended one goes to the back. */
export type QueueMode = 'off' | 'track' | 'queue';

/** A track of a queue as plain data. */
export type QueueTrackSnapshot =
  | { readonly kind: 'playable'; readonly track: Track; readonly recommended: boolean }
  | { readonly kind: 'unresolved'; readonly track: UnresolvedTrackData; readonly recommended: boolean };

/** A queue as plain data, which survives JSON. */
export interface QueueSnapshot {
  readonly mode: QueueMode;
  /** Next one first. */
  readonly tracks: readonly QueueTrackSnapshot[];
  /** Newest first. */
  readonly history: readonly QueueTrackSnapshot[];
}

/** @throws RangeError when it is none. */
export function checkedMode(mode: unknown): QueueMode {
  return oneOf('mode', mode, ['off', 'track', 'queue']);
}

/** A track as plain data. */
export function savedTrack(track: QueueTrack): QueueTrackSnapshot {
  const { recommended } = track;
  return track.isResolved
    ? { kind: 'playable', track: track.toJSON(), recommended }
    : { kind: 'unresolved', track: track.toJSON(), recommended };
}

/** The track that {@link savedTrack} saved. @throws TypeError naming what is wrong with any other value. */
export function restoredTrack(value: unknown, name: string): QueueTrack {
  if (!isObject(value) || typeof value.recommended !== 'boolean') throw damaged(name);
  const track = trackOf(value, name);
  track.recommended = value.recommended;
  return track;
}

/** The tracks that {@link savedTrack} saved. @throws TypeError naming the first that is wrong. */
export function restoredTracks(values: unknown, name: string): QueueTrack[] {
  if (!Array.isArray(values)) throw damaged(name);
  return values.map((value, i) => restoredTrack(value, `${name}[${i}]`));
}

function trackOf({ kind, track }: Record<string, unknown>, name: string): QueueTrack {
  if (kind === 'playable' && isTrack(track) && isNotes(track.userData)) {
    return new Playable(trackRecord(track), track.userData);
  }
  if (kind !== 'unresolved' || !isObject(track)) throw damaged(name);
  const { userData, title, author, uri, length, artwork, isrc } = track;
  if (!isNotes(userData) || !isText(title) || !isText(author) || typeof length !== 'number') throw damaged(name);
  if (!isTextOrNull(uri) || !isTextOrNull(artwork) || !isTextOrNull(isrc)) throw damaged(name);
  return new UnresolvedTrack({ title, author, uri, length, artwork, isrc }, userData);
}

function damaged(name: string): TypeError {
  return new TypeError(`The snapshot of a queue is damaged: its ${name} is not what toJSON() gives.`);
}

function isNotes(value: unknown): value is Record<string, unknown> | undefined {
  return value === undefined || isObject(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || isText(value);
}
