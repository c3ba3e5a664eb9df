import type { CachedSong } from '../songs/cached-song.ts';
import type { PlayProblem } from './play-problem.ts';

/** What became of a request to play something. */
export type PlayOutcome = Played | NotPlayed;

/** It plays, or will. */
export interface Played {
  readonly status: 'playing' | 'queued';
  /** The song, or the first one of the playlist. */
  readonly song: CachedSong;
  /** No node was asked for it. */
  readonly wasCached: boolean;
  /** What finding it took, in milliseconds. */
  readonly durationMs: number;
  /** What finding a song takes that is not known, measured, in milliseconds; undefined before there was one. */
  readonly usualMs: number | undefined;
  /** Songs before it, the one that plays among them; 0 when it plays now. */
  readonly queuePosition: number;
  /** Only of a playlist. */
  readonly playlist?: PlayedList;
}

/** A playlist whose first song is there. */
export interface PlayedList {
  readonly name: string;
  /** Songs it has. */
  readonly total: number;
  /** Songs that are in the queue so far, and those that were left out. */
  readonly progress: Readonly<ListProgress>;
  /** Resolves when the last of them is dealt with, or nobody wants them any more. Never rejects for a song. */
  readonly rest: Promise<Readonly<ListProgress>>;
}

/** How far a playlist is. */
export interface ListProgress {
  added: number;
  /** Those among them for which no node was asked. */
  cached: number;
  /** Those that are not there, and why. A full queue ends it. */
  readonly skipped: SkippedSong[];
}

/** A song of a playlist that is not in the queue. */
export interface SkippedSong {
  readonly input: string;
  readonly problem: PlayProblem;
  readonly error: unknown;
}

/** It does not play. */
export interface NotPlayed {
  readonly status: 'failed';
  readonly problem: PlayProblem;
  readonly error: unknown;
  /** Until that was known, in milliseconds. */
  readonly durationMs: number;
}
