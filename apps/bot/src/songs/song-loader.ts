import { type LoadAnswer, type LoadedTracks, type LoadOptions, type LoadPriority, Playlist } from 'reprise';
import { lengthOf, recordOf, type SongRecord } from './cached-song.ts';
import type { PlaylistAges } from './playlist-ages.ts';
import type { SongPool } from './processor-options.ts';
import { SongNotFoundError } from './song-errors.ts';
import { failureClass } from './song-failure.ts';

/** How a song is loaded. */
export interface Loading {
  /** Nothing was known of it, so what the pool knows is as good as what a node would say. */
  readonly isNew: boolean;
  /** `song` takes no playlist for one. */
  readonly wanted: 'song' | 'any';
  readonly priority: LoadPriority;
  readonly signal: AbortSignal;
  readonly ages: PlaylistAges;
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
  const { ages, isNew, priority, signal, wanted } = how;
  const options = { cache: isNew ? 'use' : 'reload', priority, signal } as const;
  const { result, servedFrom } = await loadRecent(pool, ages, query, options);
  if (wanted === 'song' && result instanceof Playlist && result.length > 0) throw new PlaylistFound(result);
  const track = chosen(result, query);
  // The pool knows it out of a list that did not tell all of it.
  const isWhole = servedFrom === 'node' || track.isStream || lengthOf(track) !== undefined;
  return isWhole ? recordOf(track) : loadSong(pool, query, { ...how, isNew: false });
}

/** Loads what a query leads to, a playlist as it was a few minutes ago at most. @throws As `Pool.load`. */
export async function loadRecent(
  pool: SongPool,
  ages: PlaylistAges,
  query: string,
  options: LoadOptions,
): Promise<LoadAnswer> {
  const answer = await pool.load(query, options);
  if (!(answer.result instanceof Playlist)) return answer;
  const { key } = pool.describeQuery(query);
  const isFromNode = answer.servedFrom === 'node';
  if (!isFromNode && ages.isRecent(key)) return answer;
  const recent = isFromNode ? answer : await renewed(pool, query, options, answer);
  if (recent.servedFrom === 'node') ages.note(key);
  return recent;
}

/** An old list is better than none while its source is not to be reached; but not one that is no more. */
async function renewed(pool: SongPool, query: string, options: LoadOptions, old: LoadAnswer): Promise<LoadAnswer> {
  try {
    return await pool.load(query, { ...options, cache: 'reload' });
  } catch (error) {
    if (options.signal?.aborted === true || failureClass(error) === 'gone') throw error;
    return old;
  }
}

/** The track a link into a playlist points at, else the first. @throws {@link SongNotFoundError} */
function chosen(result: LoadedTracks, query: string): NonNullable<ReturnType<LoadedTracks['at']>> {
  const track = (result instanceof Playlist ? result.selectedTrack : undefined) ?? result.at(0);
  if (track === undefined) throw new SongNotFoundError(query);
  return track;
}
