/**
 * Nothing was found for what somebody asked for.
 *
 * @example
 * ```ts
 * import { type CachedSongProcessor, SongNotFoundError } from '@reprise/bot';
 *
 * export async function titleOf(songs: CachedSongProcessor, input: string): Promise<string> {
 *   try {
 *     const [song] = await songs.processSong(input);
 *     return song.title;
 *   } catch (error) {
 *     if (error instanceof SongNotFoundError) return `There is no song called ${error.query}.`;
 *     throw error;
 *   }
 * }
 * ```
 */
export class SongNotFoundError extends Error {
  override readonly name = 'SongNotFoundError';
  readonly code = 'SONG_NOT_FOUND';
  /** What was asked for. */
  readonly query: string;

  constructor(query: string) {
    super(`Nothing was found for ${JSON.stringify(query)}.`);
    this.query = query;
  }
}
