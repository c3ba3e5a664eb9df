import type { PlaylistData, Track } from './track.ts';

/** `common`: tell the user; `suspicious`: unclear whose fault; `fault`: the node or the source broke, log it. */
export type Severity = 'common' | 'suspicious' | 'fault';

/** Why a track could not be loaded or played. */
export interface Exception {
  readonly message: string | null;
  readonly severity: Severity;
  readonly cause: string;
  /** Since Lavalink 4.1. */
  readonly causeStackTrace?: string;
}

/** One track, for a link or an id. */
export interface TrackLoaded {
  readonly loadType: 'track';
  readonly data: Track;
}

/** A playlist or an album. */
export interface PlaylistLoaded {
  readonly loadType: 'playlist';
  readonly data: PlaylistData;
}

/** What a search found, best first. */
export interface SearchLoaded {
  readonly loadType: 'search';
  readonly data: readonly Track[];
}

/** Nothing was found, or no source of the node knows the identifier: the node does not say which. */
export interface EmptyLoaded {
  readonly loadType: 'empty';
  /** `null` on a real server, though its documents once said `{}`. */
  readonly data: null | Readonly<Record<string, never>>;
}

/** The source broke. */
export interface LoadFailed {
  readonly loadType: 'error';
  readonly data: Exception;
}

/** Answer of `GET /v4/loadtracks`, told apart by `loadType`. */
export type LoadResult = TrackLoaded | PlaylistLoaded | SearchLoaded | EmptyLoaded | LoadFailed;
