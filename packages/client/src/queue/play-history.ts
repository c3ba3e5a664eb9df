import type { QueueTrack } from '../track/queue-track.ts';

/** The tracks that were started last. */
export class PlayHistory {
  readonly #size: number;
  /** Newest first. Made anew at every change, so that who holds it has what they asked for. */
  #tracks: readonly QueueTrack[] = Object.freeze([]);

  constructor(size: number) {
    this.#size = size;
  }

  get tracks(): readonly QueueTrack[] {
    return this.#tracks;
  }

  set tracks(newestFirst: readonly QueueTrack[]) {
    this.#tracks = Object.freeze(newestFirst.slice(0, this.#size));
  }

  /** @returns False when it is the newest already: a track that repeats is one entry. */
  add(track: QueueTrack): boolean {
    if (this.#tracks[0] === track) return false;
    this.tracks = [track, ...this.#tracks];
    return true;
  }

  /** Takes out the newest track that was started before `current`, and `current` with it. */
  takeBefore(current: QueueTrack | undefined): QueueTrack | undefined {
    const [newest] = this.#tracks;
    // Not the same object after a restart.
    const isCurrent = current !== undefined && newest?.equals(current) === true;
    const [previous, ...older] = isCurrent ? this.#tracks.slice(1) : this.#tracks;
    if (previous !== undefined) this.tracks = older;
    return previous;
  }
}
