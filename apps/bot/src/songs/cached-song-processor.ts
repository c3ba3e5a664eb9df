import { type Process, type Processed, SmartCache, type WarmOptions, type WarmReport } from '@reprise/cache';
import { systemClock } from '@reprise/clock';
import { type LoadedTracks, Playlist, type RepairTrack } from 'reprise';
import { type CachedSong, cachedSong, lengthOf, recordOf, type SongRecord, songKeyOf } from './cached-song.ts';
import { inOrder } from './in-order.ts';
import { type CachedSongProcessorOptions, type ProcessorSettings, processorSettings } from './processor-options.ts';
import { SongNotFoundError } from './song-errors.ts';
import { failureClass } from './song-failure.ts';
import { playableForMs } from './song-life.ts';
import type { SongOutcome, SongProgress } from './song-outcome.ts';
import { SONG_SCHEMA_VERSION, songSchema } from './song-schema.ts';

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

/** A playlist whose songs come one after the other, so that the first can play while others are looked up. */
export interface SongList {
  readonly name: string;
  /** Songs it has, of which `limit` are taken. */
  readonly total: number;
  /** Whether it was a playlist, not just a song. */
  readonly isPlaylist: boolean;
  /** What became of each, in the order of the list. Goes no further than it is asked for, but for a few songs ahead. */
  readonly songs: AsyncIterable<SongOutcome>;
}

/** What a processor has done, measured. */
export interface ProcessorStats {
  /** Songs asked for. */
  readonly totalProcessed: number;
  /** Those that were there. */
  readonly cacheHits: number;
  /** Mean time of those that were not, in milliseconds; undefined until there was one. */
  readonly averageProcessingMs: number | undefined;
  /** 95th percentile of the last 1,024 of those, in milliseconds. */
  readonly p95ProcessingMs: number | undefined;
  /** Share that was there, 0 to 1; undefined until there was one. */
  readonly efficiency: number | undefined;
}

const MOST_OF_A_PLAYLIST = 500;
const AT_ONCE = 3;

/**
 * Finds songs by what users type, through a cache that outlives the process. What it has met before can be played at once,
 * without any node being asked.
 *
 * @example
 * ```ts
 * import { CachedSongProcessor } from '@reprise/bot';
 * import { Pool } from 'reprise';
 *
 * await using songs = new CachedSongProcessor({ pool: Pool, cache: { cacheDir: 'songs' } });
 * const [song, wasCached] = await songs.processSong('clair de lune');
 * console.log(wasCached ? '⚡' : '', song.title, song.durationMs);
 * await Pool.getPlayer('817327181659111454')?.play(song.toPlayable());
 * ```
 */
export class CachedSongProcessor implements AsyncDisposable {
  /** The cache itself: for its statistics, cleaning and export. */
  readonly cache: SmartCache<SongRecord>;
  readonly #settings: ProcessorSettings;
  readonly #now: () => number;
  #processed = 0;
  #hits = 0;
  #missed = 0;
  #missedMs = 0;

  /** @throws TypeError or RangeError naming the option that is wrong, its value and what it must be. */
  constructor(options: CachedSongProcessorOptions) {
    this.#settings = processorSettings(options);
    const { playableTtlMs, metadataTtlMs, cache } = this.#settings;
    this.#now = () => (cache.clock ?? systemClock).now();
    this.cache = new SmartCache<SongRecord>({
      ...cache,
      ttlMs: playableTtlMs,
      staleIfErrorMs: metadataTtlMs - playableTtlMs,
      schema: songSchema,
      schemaVersion: SONG_SCHEMA_VERSION,
      classify: failureClass,
    });
  }

  /**
   * The song that somebody means, and whether it was there: the best match of a search, or what a link leads to.
   *
   * @throws {@link SongNotFoundError}, what `Pool.load` throws, or a `SmartCacheError` (`KNOWN_FAILURE`) when it could not
   *   be found a short while ago.
   */
  async processSong(
    input: string,
    options: SongOptions = {},
  ): Promise<readonly [song: CachedSong, wasCached: boolean]> {
    const { key, identifier } = this.#settings.pool.describeQuery(input, sourceOf(options));
    return this.#serve(key, this.#process(identifier), options.signal);
  }

  /** The song that somebody means, if it is in memory. Asks nobody and counts nothing: fit for every letter that is typed. */
  lookUp(input: string, options: Pick<SongOptions, 'source'> = {}): CachedSong | undefined {
    const { key } = this.#settings.pool.describeQuery(input, sourceOf(options));
    const record = this.cache.peek(key);
    return record && this.#shown(key, record, { at: this.#now(), tookMs: 0 });
  }

  /**
   * The songs of a playlist, each looked up if the list does not tell enough to play it.
   *
   * @throws {@link SongNotFoundError} and what `Pool.load` throws, for the list itself; a song that fails is an outcome.
   */
  async processPlaylist(input: string, options: PlaylistOptions = {}): Promise<SongList> {
    const { pool } = this.#settings;
    const { signal, limit = MOST_OF_A_PLAYLIST } = options;
    const { identifier } = pool.describeQuery(input, sourceOf(options));
    const { result } = await pool.load(identifier, signal === undefined ? {} : { signal });
    const [first] = result;
    if (first === undefined) throw new SongNotFoundError(input);
    const isPlaylist = result instanceof Playlist;
    const records = (isPlaylist ? [...result] : [first]).map(recordOf);
    return {
      name: isPlaylist ? result.name : first.title,
      total: records.length,
      isPlaylist,
      songs: this.#inOrder(records.slice(0, limit), options),
    };
  }

  /** Songs that are asked for together. What became of each, in their order; none is left out. */
  async batchProcess(inputs: readonly string[], options: SongsOptions = {}): Promise<readonly SongOutcome[]> {
    const { concurrency = AT_ONCE, onProgress } = options;
    const outcomes: SongOutcome[] = [];
    for await (const outcome of inOrder(inputs, concurrency, (input) => this.#outcome(input, options))) {
      outcomes.push(outcome);
      onProgress?.({ done: outcomes.length, total: inputs.length, outcome });
    }
    return outcomes;
  }

  /**
   * Looks up popular songs before they are asked for and before they expire, while nobody waits for one.
   *
   * @param options - `limit`: how many of the most popular are considered; 20 unless told.
   */
  warmPopular(options: WarmOptions<SongRecord> & { readonly limit?: number } = {}): Promise<WarmReport> {
    const { limit = 20, ...rest } = options;
    return this.cache.warm({ top: limit }, this.#process(), { ttlMs: this.#ttl, ...rest });
  }

  /** A song did not play: drops what was known of it, and finds it anew. */
  async repair(song: Pick<CachedSong, 'key'>, options: Pick<SongOptions, 'signal'> = {}): Promise<CachedSong> {
    const request = { ttlMs: this.#ttl, ...(options.signal && { signal: options.signal }) };
    const answer = await this.cache.repair(song.key, this.#process(), request);
    return this.#shown(song.key, answer.value, { at: this.#now(), tookMs: answer.durationMs });
  }

  /**
   * Finds a song anew that did not play, so that it goes on at its place. Hand it to `Pool.connect`.
   *
   * @example
   * ```ts
   * import { CachedSongProcessor } from '@reprise/bot';
   * import { NodePool } from 'reprise';
   *
   * const pool = new NodePool();
   * const songs = new CachedSongProcessor({ pool });
   * await pool.connect({
   *   client: { userId: '170939974227591168' },
   *   nodes: [{ identifier: 'Main', uri: 'http://127.0.0.1:2333', password: 'secret' }],
   *   repairTrack: songs.repairTrack,
   * });
   * ```
   */
  readonly repairTrack: RepairTrack = async (track, { signal }) => {
    const key = songKeyOf(track) ?? (track.uri === null ? undefined : this.#settings.pool.describeQuery(track.uri).key);
    if (key === undefined) return undefined;
    const found = (await this.repair({ key }, { signal })).toPlayable();
    found.userData = { ...track.userData, ...found.userData };
    return found;
  };

  /** Drops a song. True when it was there. */
  forget(input: string, options: Pick<SongOptions, 'source'> = {}): Promise<boolean> {
    return this.cache.delete(this.#settings.pool.describeQuery(input, sourceOf(options)).key);
  }

  /** Name of the source that a link or a search goes to, as `youtube`; undefined when nobody can say. */
  detectSource(input: string): string | undefined {
    return this.#settings.pool.describeQuery(input).source;
  }

  async stats(): Promise<ProcessorStats> {
    const { latency } = await this.cache.stats();
    return {
      totalProcessed: this.#processed,
      cacheHits: this.#hits,
      averageProcessingMs: this.#missed === 0 ? undefined : this.#missedMs / this.#missed,
      p95ProcessingMs: latency.miss.p95Ms,
      efficiency: this.#processed === 0 ? undefined : this.#hits / this.#processed,
    };
  }

  close(): Promise<void> {
    return this.cache.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  readonly #ttl = (record: SongRecord): number => playableForMs(record, this.#settings, this.#now());

  /** Finds the song of a key. @param typed - What was typed; who only knows the key asks by that. */
  #process(typed?: string): Process<SongRecord> {
    return async (key, { reason, signal }) => {
      const query = typed ?? key;
      const startedAt = performance.now();
      // Whoever wants a new one would only be given the old one out of the cache below.
      const isNew = reason === 'miss' && this.cache.peekInfo(key) === undefined;
      const record = await this.#load(query, isNew, signal);
      this.#keepByLink(key, record, Math.round(performance.now() - startedAt));
      return record;
    };
  }

  async #load(query: string, mayUseCache: boolean, signal: AbortSignal): Promise<SongRecord> {
    const cache = mayUseCache ? 'use' : 'reload';
    const { result, servedFrom } = await this.#settings.pool.load(query, { cache, signal });
    const track = chosen(result, query);
    // The pool knows it out of a list that did not tell all of it.
    const isWhole = servedFrom === 'node' || track.isStream || lengthOf(track) !== undefined;
    return isWhole ? recordOf(track) : this.#load(query, false, signal);
  }

  /** What was found by its name is found by its link as well. */
  #keepByLink(key: string, record: SongRecord, costMs: number): void {
    const { uri } = record.track.info;
    const link = uri === null ? key : this.#settings.pool.describeQuery(uri).key;
    if (link === key) return;
    // A store that does not take it has said so in a warning of the cache.
    this.cache.set(link, record, { ttlMs: this.#ttl(record), costMs }).catch(() => undefined);
  }

  async #serve(
    key: string,
    process: Process<SongRecord>,
    signal: AbortSignal | undefined,
  ): Promise<readonly [CachedSong, boolean]> {
    const answer = await this.cache.getOrProcess(key, process, { ttlMs: this.#ttl, ...(signal && { signal }) });
    this.#count(answer);
    const song = this.#shown(key, answer.value, { at: this.#now(), tookMs: answer.durationMs });
    return [song, answer.wasCached];
  }

  #count({ wasCached, durationMs }: Processed<SongRecord>): void {
    this.#processed += 1;
    if (wasCached) this.#hits += 1;
    else {
      this.#missed += 1;
      this.#missedMs += durationMs;
    }
  }

  #shown(key: string, record: SongRecord, found: { readonly at: number; readonly tookMs: number }): CachedSong {
    return cachedSong(key, record, this.cache.peekInfo(key), found);
  }

  async *#inOrder(records: readonly SongRecord[], options: PlaylistOptions): AsyncGenerator<SongOutcome> {
    let done = 0;
    for await (const outcome of inOrder(records, options.concurrency ?? AT_ONCE, (record) =>
      this.#listed(record, options),
    )) {
      done += 1;
      options.onProgress?.({ done, total: records.length, outcome });
      yield outcome;
    }
  }

  /** A song of a list: taken as it is listed when that is enough, else looked up by its link. */
  async #listed(record: SongRecord, { signal }: SongOptions): Promise<SongOutcome> {
    const { uri, isStream } = record.track.info;
    if (uri !== null && !isStream && lengthOf(record.track) === undefined)
      return this.#outcome(uri, { ...(signal && { signal }) });
    const input = uri ?? record.track.encoded;
    const key = uri === null ? record.track.encoded : this.#settings.pool.describeQuery(uri).key;
    return attempt(input, () => this.#serve(key, () => record, signal));
  }

  #outcome(input: string, options: SongOptions): Promise<SongOutcome> {
    return attempt(input, () => this.processSong(input, options));
  }
}

async function attempt(input: string, work: () => Promise<readonly [CachedSong, boolean]>): Promise<SongOutcome> {
  try {
    const [song, wasCached] = await work();
    return { input, status: 'done', song, wasCached };
  } catch (error) {
    return { input, status: 'failed', error };
  }
}

/** The track a link into a playlist points at, else the first. @throws {@link SongNotFoundError} */
function chosen(result: LoadedTracks, query: string): NonNullable<ReturnType<LoadedTracks['at']>> {
  const track = (result instanceof Playlist ? result.selectedTrack : undefined) ?? result.at(0);
  if (track === undefined) throw new SongNotFoundError(query);
  return track;
}

function sourceOf({ source }: Pick<SongOptions, 'source'>): { readonly source?: string } {
  return source === undefined ? {} : { source };
}
