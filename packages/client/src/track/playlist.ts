import type { JsonObject, PlaylistInfo } from '@reprise/protocol';
import type { Playable } from './playable.ts';

/**
 * A playlist or album, in its own order.
 *
 * @example
 * ```ts
 * import { Playlist, Pool } from 'reprise';
 *
 * const found = await Pool.fetchTracks('demo:playlist:beethoven');
 * if (found instanceof Playlist) console.log(found.name, found.length, [...found].map((track) => track.title));
 * ```
 */
export class Playlist implements Iterable<Playable> {
  /** Name and selected track, as the protocol has them. */
  readonly info: PlaylistInfo;
  /** What plugins of the node say of it, as its URL or its author. */
  readonly pluginInfo: JsonObject;
  /** In the order of the playlist. */
  readonly tracks: readonly Playable[];
  #extras: Record<string, unknown> = {};

  constructor(info: PlaylistInfo, pluginInfo: JsonObject, tracks: readonly Playable[]) {
    this.info = info;
    this.pluginInfo = pluginInfo;
    this.tracks = tracks;
  }

  get name(): string {
    return this.info.name;
  }

  /** Index of the track the link pointed at; -1 when it pointed at none. */
  get selected(): number {
    const { selectedTrack } = this.info;
    return this.tracks[selectedTrack] === undefined ? -1 : selectedTrack;
  }

  /** The track the link pointed at. */
  get selectedTrack(): Playable | undefined {
    return this.tracks[this.info.selectedTrack];
  }

  get length(): number {
    return this.tracks.length;
  }

  /** Notes on the playlist. Setting them copies them into the `userData` of every track. */
  get extras(): Record<string, unknown> {
    return this.#extras;
  }

  set extras(notes: JsonObject) {
    this.#extras = { ...notes };
    for (const track of this.tracks) track.userData = { ...track.userData, ...notes };
  }

  /** The track at `index`; a negative one counts from the end. */
  at(index: number): Playable | undefined {
    return this.tracks.at(index);
  }

  [Symbol.iterator](): Iterator<Playable> {
    return this.tracks[Symbol.iterator]();
  }
}
