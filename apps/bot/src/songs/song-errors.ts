/** Nothing was found for what somebody asked for. */
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
