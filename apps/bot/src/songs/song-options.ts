import type { SongProgress } from './song-outcome.ts';

/** How a song is asked for. */
export interface SongOptions {
  /** Gives this caller up, not the others who wait for the same song. */
  readonly signal?: AbortSignal;
  /** Search prefix of a text that has none, as `scsearch`. @defaultValue the pool's */
  readonly source?: string;
}

/** How several songs are asked for. */
export interface SongsOptions extends SongOptions {
  /** Songs that are looked up at once. @defaultValue 3 */
  readonly concurrency?: number;
  /** Told after each song. */
  readonly onProgress?: (progress: SongProgress) => void;
}

/** How a playlist is asked for. */
export interface PlaylistOptions extends SongsOptions {
  /** Songs that are taken of it at most. @defaultValue 500 */
  readonly limit?: number;
}
