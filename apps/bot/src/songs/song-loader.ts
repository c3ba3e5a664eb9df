import { type LoadedTracks, type LoadPriority, Playlist } from 'reprise';
import { lengthOf, recordOf, type SongRecord } from './cached-song.ts';
import type { SongPool } from './processor-options.ts';
import { SongNotFoundError } from './song-errors.ts';

/** How a song is loaded. */
export interface Loading {
  /** Nothing was known of it, so what the pool knows is as good as what a node would say. */
  readonly isNew: boolean;
  /** `song` takes no playlist for one. */
  readonly wanted: 'song' | 'any';
  readonly priority: LoadPriority;
  readonly signal: AbortSignal;
}

/** What was asked for leads to a playlist: not a song, and nothing to remember. */
export class PlaylistFound extends Error {
  readonly playlist: Playlist;

  constructor(playlist: Playlist) {
    super('What was asked for is a playlist.');
    this.playlist = playlist;
  }
}

/** Loads the song that a query leads to. @throws {@link SongNotFoundError}, {@link PlaylistFound}, and as `Pool.load`. */
export async function loadSong(pool: SongPool, query: string, how: Loading): Promise<SongRecord> {
  const { isNew, priority, signal, wanted } = how;
  const { result, servedFrom } = await pool.load(query, { cache: isNew ? 'use' : 'reload', priority, signal });
  if (wanted === 'song' && result instanceof Playlist && result.length > 0) throw new PlaylistFound(result);
  const track = chosen(result, query);
  // The pool knows it out of a list that did not tell all of it.
  const isWhole = servedFrom === 'node' || track.isStream || lengthOf(track) !== undefined;
  return isWhole ? recordOf(track) : loadSong(pool, query, { ...how, isNew: false });
}

/** The track a link into a playlist points at, else the first. @throws {@link SongNotFoundError} */
function chosen(result: LoadedTracks, query: string): NonNullable<ReturnType<LoadedTracks['at']>> {
  const track = (result instanceof Playlist ? result.selectedTrack : undefined) ?? result.at(0);
  if (track === undefined) throw new SongNotFoundError(query);
  return track;
}
