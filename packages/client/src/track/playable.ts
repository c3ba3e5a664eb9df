import type { JsonObject, Track, TrackInfo } from '@reprise/protocol';
import type { SearchOptions } from '../search/load-options.ts';
import { defaultSearch } from './default-search.ts';
import type { LoadedTracks } from './loaded-tracks.ts';
import type { TrackRecord } from './track-record.ts';

/**
 * A track that can be played, with the notes that one caller made on it.
 *
 * Every caller gets its own: what guild A writes into `userData` never shows up in guild B. The track itself is shared
 * and frozen.
 */
export class Playable {
  readonly #record: TrackRecord;
  #userData: Record<string, unknown> | undefined;
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

  /** @param record - The track, frozen and shared. @param userData - The first notes of this caller. */
  constructor(record: TrackRecord, userData?: JsonObject) {
    this.#record = record;
    if (userData !== undefined) this.#userData = { ...userData };
  }

  /** The whole track in base64: what a node plays. */
  get encoded(): string {
    return this.#record.encoded;
  }

  get info(): TrackInfo {
    return this.#record.info;
  }

  /** What plugins of the node say of it. */
  get pluginInfo(): JsonObject {
    return this.#record.pluginInfo;
  }

  /** The caller's notes. They travel to the node when it is played and come back in its events. */
  get userData(): Record<string, unknown> {
    this.#userData ??= {};
    return this.#userData;
  }

  set userData(notes: JsonObject) {
    this.#userData = { ...notes };
  }

  /** The same as {@link userData}. */
  get extras(): Record<string, unknown> {
    return this.userData;
  }

  set extras(notes: JsonObject) {
    this.userData = notes;
  }

  /** The id within the source. */
  get identifier(): string {
    return this.#record.info.identifier;
  }

  get title(): string {
    return this.#record.info.title;
  }

  get author(): string {
    return this.#record.info.author;
  }

  /** Milliseconds; meaningless for a stream. */
  get length(): number {
    return this.#record.info.length;
  }

  /** Where it starts, in milliseconds. */
  get position(): number {
    return this.#record.info.position;
  }

  get isStream(): boolean {
    return this.#record.info.isStream;
  }

  get isSeekable(): boolean {
    return this.#record.info.isSeekable;
  }

  get uri(): string | null {
    return this.#record.info.uri;
  }

  /** URL of a picture. */
  get artwork(): string | null {
    return this.#record.info.artworkUrl;
  }

  /** International Standard Recording Code. */
  get isrc(): string | null {
    return this.#record.info.isrc;
  }

  /** Name of the source, as `youtube`. */
  get source(): string {
    return this.#record.info.sourceName;
  }

  /** The same track: the same encoded text, or the same id within the same source. */
  equals(other: Playable): boolean {
    if (this.encoded === other.encoded) return true;
    return this.source === other.source && this.identifier === other.identifier;
  }

  /** The track as the protocol has it, with the caller's notes. */
  toJSON(): Track {
    const { encoded, info, pluginInfo } = this.#record;
    return { encoded, info, pluginInfo, userData: { ...this.#userData } };
  }
}
