import type { JsonObject, Track, TrackInfo } from '@reprise/protocol';
import type { SearchOptions } from '../search/load-options.ts';
import { defaultSearch } from './default-search.ts';
import type { LoadedTracks } from './loaded-tracks.ts';
import { type QueueTrack, sameTrack } from './queue-track.ts';
import type { GivenNotes, TrackNotes } from './track-data.ts';
import { infoOf, type TrackRecord, trackRecord } from './track-record.ts';

/**
 * A track that can be played, with the notes that one caller made on it.
 *
 * Every caller gets its own: what guild A writes into `userData` never shows up in guild B. The track itself is shared
 * and frozen.
 *
 * @example
 * ```ts
 * import { Pool } from 'reprise';
 *
 * const [track] = await Pool.fetchTracks('clair de lune');
 * if (track !== undefined) {
 *   track.userData = { requesterId: '80351110224678912' };
 *   console.log(track.title, track.author, track.length, track.source);
 * }
 * ```
 */
export class Playable {
  readonly #record: TrackRecord;
  #userData: TrackNotes | undefined;
  /** Autoplay chose it, not a person. */
  recommended = false;

  /**
   * The same as {@link NodePool.fetchTracks} of the process-wide {@link Pool}.
   *
   * @example
   * ```ts
   * import { Playable } from 'reprise';
   *
   * const found = await Playable.search('clair de lune', { source: 'scsearch' });
   * ```
   */
  static search(query: string, options: SearchOptions = {}): Promise<LoadedTracks> {
    return defaultSearch()(query, options);
  }

  /**
   * A track that was kept as plain data, by {@link toJSON} or by a node. Asks nobody.
   *
   * @example
   * ```ts
   * import { Playable } from 'reprise';
   *
   * export const save = (track: Playable): string => JSON.stringify(track);
   * export const load = (saved: string): Playable => Playable.from(JSON.parse(saved));
   * ```
   */
  static from(track: Track): Playable {
    const { encoded } = track;
    if (typeof encoded !== 'string' || encoded === '')
      throw new TypeError('Playable: encoded must be a text that is not empty.');
    return new Playable(trackRecord(track), track.userData);
  }

  /** @param record - The track, frozen and shared. @param userData - The first notes of this caller. */
  constructor(record: TrackRecord, userData?: JsonObject) {
    this.#record = record;
    if (userData !== undefined) this.#userData = { ...userData };
  }

  /** The whole track in base64: what a node plays. */
  get encoded(): string {
    return this.#record.encoded;
  }

  /** The track as its source describes it, frozen, in an object of its own each time. */
  get info(): TrackInfo {
    return infoOf(this.#record);
  }

  /** What plugins of the node say of it. */
  get pluginInfo(): JsonObject {
    return this.#record.pluginInfo;
  }

  /** The caller's notes. They travel to the node when it is played and come back in its events. */
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

  /** The id within the source. */
  get identifier(): string {
    return this.#record.identifier;
  }

  get title(): string {
    return this.#record.title;
  }

  get author(): string {
    return this.#record.author;
  }

  /** Milliseconds; meaningless for a stream. */
  get length(): number {
    return this.#record.length;
  }

  /** Where it starts, in milliseconds. */
  get position(): number {
    return this.#record.position;
  }

  get isStream(): boolean {
    return this.#record.isStream;
  }

  get isSeekable(): boolean {
    return this.#record.isSeekable;
  }

  get uri(): string | null {
    return this.#record.uri;
  }

  /** URL of a picture. */
  get artwork(): string | null {
    return this.#record.artworkUrl;
  }

  /** International Standard Recording Code. */
  get isrc(): string | null {
    return this.#record.isrc;
  }

  /** Name of the source, as `youtube`. */
  get source(): string {
    return this.#record.sourceName;
  }

  /** It can be played as it is; an {@link UnresolvedTrack} cannot. Tells the two apart. */
  get isResolved(): true {
    return true;
  }

  /**
   * The same track: the same encoded text, or the same id within the same source. An {@link UnresolvedTrack} is the same
   * when its link is, or its ISRC if it has no link, or its author and title if it has neither.
   */
  equals(other: QueueTrack): boolean {
    return sameTrack(this, other);
  }

  /** The same track, with a copy of the notes: what is written on one does not show on the other. */
  copy(): Playable {
    const own = new Playable(this.#record, this.#userData);
    own.recommended = this.recommended;
    return own;
  }

  /** The track as the protocol has it, with the caller's notes. */
  toJSON(): Track {
    const { encoded, pluginInfo } = this.#record;
    return { encoded, info: this.info, pluginInfo, userData: { ...this.#userData } };
  }
}
