import { type Song, songOf } from '../stores/song.ts';

/** Where songs are: in memory, or behind a memory that is too small for them, so that each call asks the store. */
export type BackEnd =
  | { readonly kind: 'memory' }
  | { readonly kind: 'lmdb'; readonly path: string }
  | { readonly kind: 'redis'; readonly url: string };

/** A cache over a back end. */
export interface Tier {
  put(key: string, song: Song): Promise<unknown>;
  /** Gets a song the way users do: with what would make it. */
  get(key: string): Promise<Song>;
  /** How often a song had to be made, or was found elsewhere than it should be. */
  misses(): number;
  close(): Promise<void>;
}

/** Opens a cache over a back end. */
export type TierSubject = (backEnd: BackEnd) => Promise<Tier>;

/** Counts songs that had to be made. */
export class Maker {
  made = 0;

  readonly make = (): Song => {
    this.made += 1;
    return songOf(0);
  };
}

/** Half of the songs: asked for in turn, each has gone from memory before it comes again. */
export const TOO_FEW = 500;

export const HOUR_MS = 3_600_000;
