import { finiteNumber, knownOptions, text } from '@reprise/options';
import type { JsonObject } from '@reprise/protocol';
import { type QueueTrack, sameTrack } from './queue-track.ts';
import type { GivenNotes, TrackNotes } from './track-data.ts';

/** What is known of a track that is still to be looked for. */
export interface UnresolvedTrackFields {
  readonly title: string;
  /** @defaultValue '' */
  readonly author?: string;
  /** Link to it, which need not be one that a node can play. */
  readonly uri?: string | null;
  /** Milliseconds; 0 when nobody knows. @defaultValue 0 */
  readonly length?: number;
  /** URL of a picture. */
  readonly artwork?: string | null;
  /** International Standard Recording Code. */
  readonly isrc?: string | null;
}

/**
 * A track that is only known by what to look for. It can be queued and shown like a {@link Playable}; what to play is
 * looked up shortly before its turn comes, so a list of a thousand titles costs no search until then.
 *
 * @example
 * ```ts
 * import { Pool, UnresolvedTrack } from 'reprise';
 *
 * const player = await Pool.createPlayer({ guildId: '817327181659111454', voiceChannelId: '817327182111571989' });
 * player.queue.put([
 *   new UnresolvedTrack({ title: 'Clair de lune', author: 'Claude Debussy', length: 318_000 }),
 *   new UnresolvedTrack({ title: 'Gymnopédie No. 1', author: 'Erik Satie' }, { requesterId: '80351110224678912' }),
 * ]);
 * ```
 */
export class UnresolvedTrack {
  readonly title: string;
  /** Empty when nobody knows. */
  readonly author: string;
  readonly uri: string | null;
  /** Milliseconds; 0 when nobody knows. */
  readonly length: number;
  /** URL of a picture. */
  readonly artwork: string | null;
  /** International Standard Recording Code. */
  readonly isrc: string | null;
  #userData: TrackNotes | undefined;
  /** Autoplay chose it, not a person. */
  recommended = false;

  /**
   * @param userData - The first notes of the caller.
   * @throws TypeError or RangeError naming the field that is wrong.
   */
  constructor(fields: UnresolvedTrackFields, userData?: GivenNotes) {
    knownOptions('UnresolvedTrack', fields, FIELDS);
    this.title = text('title', fields.title);
    this.author = fields.author === undefined || fields.author === '' ? '' : text('author', fields.author);
    this.uri = textOrNull('uri', fields.uri);
    this.length = finiteNumber('length', fields.length ?? 0, { min: 0 });
    this.artwork = textOrNull('artwork', fields.artwork);
    this.isrc = textOrNull('isrc', fields.isrc);
    if (userData !== undefined) this.#userData = { ...userData };
  }

  /** It has to be looked up before it can be played; a {@link Playable} need not. Tells the two apart. */
  get isResolved(): false {
    return false;
  }

  /** False: a live stream is a link, which is loaded and not looked for. */
  get isStream(): boolean {
    return false;
  }

  /** The caller's notes. The track that is found gets them. */
  get userData(): TrackNotes {
    this.#userData ??= {};
    return this.#userData;
  }

  set userData(notes: GivenNotes) {
    this.#userData = { ...notes };
  }

  /** The same as {@link userData}. */
  get extras(): TrackNotes {
    return this.userData;
  }

  set extras(notes: GivenNotes) {
    this.userData = notes;
  }

  /** The same track: the same link, or the same ISRC if it has no link, or the same author and title if it has neither. */
  equals(other: QueueTrack): boolean {
    return sameTrack(this, other);
  }

  /** What is known of it, with the caller's notes. */
  toJSON(): UnresolvedTrackData {
    const { title, author, uri, length, artwork, isrc } = this;
    return { title, author, uri, length, artwork, isrc, userData: { ...this.#userData } };
  }
}

/** An {@link UnresolvedTrack} as plain data. */
export interface UnresolvedTrackData extends Required<UnresolvedTrackFields> {
  readonly userData: JsonObject;
}

const FIELDS = ['title', 'author', 'uri', 'length', 'artwork', 'isrc'];

function textOrNull(name: string, value: string | null | undefined): string | null {
  return value === undefined || value === null || value === '' ? null : text(name, value);
}
