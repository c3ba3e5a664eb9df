import type { QueueTrack } from '../track/queue-track.ts';
import { ChunkList } from './chunk-list.ts';

/** An order of waiting tracks. Indices are checked by who calls. */
export interface Line extends Iterable<QueueTrack> {
  readonly length: number;
  at(index: number): QueueTrack | undefined;
  /** From `start` to before `end`; both from 0 up. */
  slice(start: number, end: number): QueueTrack[];
  /** Lets each track in where its turn is. All of them or, when this throws, none. */
  join(tracks: readonly QueueTrack[]): void;
  /** Puts tracks before the one at `index`, or at the end. All of them or, when this throws, none. */
  insert(index: number, tracks: readonly QueueTrack[]): void;
  /** Puts a track in the place of another. */
  set(index: number, track: QueueTrack): void;
  /** Takes the next track out. */
  shift(): QueueTrack | undefined;
  removeAt(index: number): QueueTrack | undefined;
  /** Holds these tracks in this order, and no others. */
  fill(tracks: readonly QueueTrack[]): void;
}

/** First come, first served. */
export class PlainLine implements Line {
  #tracks = new ChunkList<QueueTrack>();

  get length(): number {
    return this.#tracks.length;
  }

  at(index: number): QueueTrack | undefined {
    return this.#tracks.at(index);
  }

  slice(start: number, end: number): QueueTrack[] {
    return this.#tracks.slice(start, end);
  }

  join(tracks: readonly QueueTrack[]): void {
    this.insert(this.length, tracks);
  }

  insert(index: number, tracks: readonly QueueTrack[]): void {
    this.#tracks.insert(index, tracks);
  }

  set(index: number, track: QueueTrack): void {
    this.#tracks.set(index, track);
  }

  shift(): QueueTrack | undefined {
    return this.#tracks.removeAt(0);
  }

  removeAt(index: number): QueueTrack | undefined {
    return this.#tracks.removeAt(index);
  }

  fill(tracks: readonly QueueTrack[]): void {
    this.#tracks = new ChunkList(tracks);
  }

  [Symbol.iterator](): Iterator<QueueTrack> {
    return this.#tracks[Symbol.iterator]();
  }
}
