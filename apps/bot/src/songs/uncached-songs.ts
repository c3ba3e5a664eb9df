import type { Clock } from '@reprise/clock';
import { Playlist } from 'reprise';
import { cachedSong, type FoundAt, recordOf, type SongRecord } from './cached-song.ts';
import { MOST_OF_A_PLAYLIST } from './listed-songs.ts';
import type { SongPool } from './processor-options.ts';
import { SongNotFoundError } from './song-errors.ts';
import type { PlaylistOptions } from './song-options.ts';
import type { SongOrList, SongOutcome } from './song-outcome.ts';

/** Finds songs as if none had ever been met. */
export class UncachedSongs {
  readonly #pool: SongPool;
  readonly #clock: Clock;

  constructor(pool: SongPool, clock: Clock) {
    this.#pool = pool;
    this.#clock = clock;
  }

  /** What somebody means, a song or a playlist. @throws {@link SongNotFoundError} and as `Pool.load`. */
  async process(
    input: string,
    { signal, source, limit = MOST_OF_A_PLAYLIST }: PlaylistOptions = {},
  ): Promise<SongOrList> {
    const startedAt = performance.now();
    const { key, identifier } = this.#pool.describeQuery(input, source === undefined ? {} : { source });
    const { result } = await this.#pool.load(identifier, { cache: 'skip', ...(signal && { signal }) });
    const found = { at: this.#clock.now(), tookMs: performance.now() - startedAt };
    const [first] = result;
    if (first === undefined) throw new SongNotFoundError(input);
    if (!(result instanceof Playlist))
      return { kind: 'song', song: cachedSong(key, recordOf(first), undefined, found), wasCached: false };
    const records = [...result].slice(0, limit).map(recordOf);
    return {
      kind: 'playlist',
      list: { name: result.name, total: result.length, isPlaylist: true, songs: outcomes(records, found) },
    };
  }
}

async function* outcomes(records: readonly SongRecord[], found: FoundAt): AsyncGenerator<SongOutcome> {
  for (const record of records) {
    const input = record.track.info.uri ?? record.track.encoded;
    yield { input, status: 'done', song: cachedSong(input, record, undefined, found), wasCached: false };
  }
}
