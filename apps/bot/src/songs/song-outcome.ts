import type { CachedSong } from './cached-song.ts';

/** What became of one song of several. */
export type SongOutcome =
  | { readonly input: string; readonly status: 'done'; readonly song: CachedSong; readonly wasCached: boolean }
  | { readonly input: string; readonly status: 'failed'; readonly error: unknown };

/** How far several songs are. */
export interface SongProgress {
  readonly done: number;
  readonly total: number;
  /** What was done last. */
  readonly outcome: SongOutcome;
}
