import { LruCache } from '@reprise/cache';

/** What the second tier must be able to do. */
export interface TrackStore<T> {
  get(id: string): T | undefined;
  set(id: string, track: T): void;
}

/**
 * Queries and tracks in two tiers that evict without knowing of each other: a query one of whose tracks is gone is a
 * miss, but keeps its slot.
 */
export class SeparateTiers<T extends { readonly encoded: string }> {
  readonly #queries: LruCache<string, readonly string[]>;
  readonly #tracks: TrackStore<T>;

  constructor(queryCapacity: number, tracks: TrackStore<T>) {
    this.#queries = new LruCache({ capacity: queryCapacity });
    this.#tracks = tracks;
  }

  getQuery(query: string): T[] | undefined {
    const ids = this.#queries.get(query);
    if (ids === undefined) return undefined;
    const found: T[] = [];
    for (const id of ids) {
      const track = this.#tracks.get(id);
      if (track === undefined) return undefined;
      found.push(track);
    }
    return found;
  }

  putQuery(query: string, tracks: readonly T[]): void {
    for (const track of tracks) this.#tracks.set(track.encoded, track);
    this.#queries.set(
      query,
      tracks.map(({ encoded }) => encoded),
    );
  }
}
