import { type Process, SmartCache, type WarmOptions, type WarmReport } from '@reprise/cache';
import { systemClock } from '@reprise/clock';
import { Playlist, type RepairTrack } from 'reprise';
import { type CachedSong, cachedSong, nameOf, recordOf, type SongRecord, songKeyOf } from './cached-song.ts';
import { inOrder } from './in-order.ts';
import { AT_ONCE, attempt, type FindListed, songListOf, songsInOrder, tellsAll } from './listed-songs.ts';
import { type CachedSongProcessorOptions, type ProcessorSettings, processorSettings } from './processor-options.ts';
import { type ProcessorStats, SongCounts } from './song-counts.ts';
import { SongNotFoundError } from './song-errors.ts';
import { failureClass } from './song-failure.ts';
import { SongFinder } from './song-finder.ts';
import { PlaylistFound } from './song-loader.ts';
import type { PlaylistOptions, SongOptions, SongsOptions } from './song-options.ts';
import type { SongList, SongOrList, SongOutcome } from './song-outcome.ts';
import { SONG_SCHEMA_VERSION, songSchema } from './song-schema.ts';

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
  readonly #finder: SongFinder;
  readonly #counts = new SongCounts();

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
    this.#finder = new SongFinder(this.#settings, this.cache, this.#now);
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
    return this.#serve(key, this.#finder.process(identifier), options.signal);
  }

  /**
   * What somebody means, a song or a playlist. Only what leads to a song is kept: what is in a playlist was told by a node
   * within the last five minutes, unless its source cannot be reached now.
   *
   * @throws As {@link processSong}.
   */
  async process(input: string, options: PlaylistOptions = {}): Promise<SongOrList> {
    const { key, identifier } = this.#settings.pool.describeQuery(input, sourceOf(options));
    try {
      const [song, wasCached] = await this.#serve(key, this.#finder.process(identifier, 'song'), options.signal);
      return { kind: 'song', song, wasCached };
    } catch (error) {
      if (!(error instanceof PlaylistFound)) throw error;
      return { kind: 'playlist', list: songListOf(error.playlist, options, this.#listed) };
    }
  }

  /** The song that somebody means, if it is in memory. Asks nobody and counts nothing: fit for every letter that is typed. */
  lookUp(input: string, options: Pick<SongOptions, 'source'> = {}): CachedSong | undefined {
    const { key } = this.#settings.pool.describeQuery(input, sourceOf(options));
    const record = this.cache.peek(key);
    return record && this.#shown(key, record, { at: this.#now(), tookMs: 0 });
  }

  /** The songs that memory has once it has read the store, the one asked for last at the end. Some may be there twice, by name and by link. */
  async known(): Promise<readonly CachedSong[]> {
    await this.cache.ready();
    const at = this.#now();
    return this.cache.exportData().entries.map(({ key, value }) => this.#shown(key, value, { at, tookMs: 0 }));
  }

  /**
   * The songs of a playlist, each looked up if the list does not tell enough to play it.
   *
   * @throws {@link SongNotFoundError} and what `Pool.load` throws, for the list itself; a song that fails is an outcome.
   */
  async processPlaylist(input: string, options: PlaylistOptions = {}): Promise<SongList> {
    const { pool } = this.#settings;
    const { signal } = options;
    const { identifier } = pool.describeQuery(input, sourceOf(options));
    const { result } = await this.#finder.load(identifier, { priority: 'import', ...(signal && { signal }) });
    if (result instanceof Playlist) return songListOf(result, options, this.#listed);
    const [first] = result;
    if (first === undefined) throw new SongNotFoundError(input);
    const songs = songsInOrder([recordOf(first)], options, this.#listed);
    return { name: first.title, total: 1, isPlaylist: false, songs };
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
    return this.warmSongs({ top: limit }, rest);
  }

  /**
   * Looks songs up before they are asked for, while nobody waits for one: those of these keys, or the most popular ones.
   *
   * @param listed - What a list told of some of them. Where that is enough to play a song, no node is asked for it.
   */
  warmSongs(
    keys: readonly string[] | { readonly top: number },
    options: WarmOptions<SongRecord> = {},
    listed?: ReadonlyMap<string, SongRecord>,
  ): Promise<WarmReport> {
    const find = this.#finder.process();
    const process: Process<SongRecord> = (key, context) => {
      const known = listed?.get(key);
      return known !== undefined && tellsAll(known) ? known : find(key, context);
    };
    return this.cache.warm(keys, process, { ttlMs: this.#finder.ttl, ...options });
  }

  /** A song did not play: drops what was known of it, and finds it anew. */
  async repair(song: Pick<CachedSong, 'key'>, options: Pick<SongOptions, 'signal'> = {}): Promise<CachedSong> {
    const request = { ttlMs: this.#finder.ttl, ...(options.signal && { signal: options.signal }) };
    const answer = await this.cache.repair(song.key, this.#finder.process(), request);
    return this.#shown(song.key, answer.value, { at: this.#now(), tookMs: answer.durationMs });
  }

  /**
   * A song whose turn comes, behind whatever somebody waits for: as it is known if it can be played as it is until then, else
   * found anew. What was known stays when it is not found.
   *
   * @param options - `until`: when it is to be played, in milliseconds since 1970.
   * @throws As {@link processSong}.
   */
  async ahead(
    key: string,
    { until, signal }: { readonly until: number; readonly signal: AbortSignal },
  ): Promise<CachedSong> {
    const known = await this.cache.inspect(key);
    const isGood = known !== undefined && known.freshUntil >= until;
    const record = (isGood ? await this.cache.get(key) : undefined) ?? (await this.#finder.renewed(key, signal));
    return this.#shown(key, record, { at: this.#now(), tookMs: 0 });
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

  /** What it takes to find a song that was not there, in milliseconds: the mean of those so far. Undefined before there was one. */
  get usualMs(): number | undefined {
    return this.#counts.usualMs;
  }

  async stats(): Promise<ProcessorStats> {
    const { latency } = await this.cache.stats();
    return this.#counts.stats(latency.miss.p95Ms);
  }

  close(): Promise<void> {
    return this.cache.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #serve(
    key: string,
    process: Process<SongRecord>,
    signal: AbortSignal | undefined,
  ): Promise<readonly [CachedSong, boolean]> {
    const answer = await this.cache.getOrProcess(key, process, { ttlMs: this.#finder.ttl, ...(signal && { signal }) });
    this.#counts.note(answer);
    const song = this.#shown(key, answer.value, { at: this.#now(), tookMs: answer.durationMs });
    this.#settings.onSong?.(song);
    return [song, answer.wasCached];
  }

  #shown(key: string, record: SongRecord, found: { readonly at: number; readonly tookMs: number }): CachedSong {
    return cachedSong(key, record, this.cache.peekInfo(key), found);
  }

  /** A song of a list: taken as it is listed when that is enough, else looked up by its link. */
  readonly #listed: FindListed = async (record, { signal }) => {
    const { uri } = record.track.info;
    if (uri !== null && !tellsAll(record)) return this.#outcome(uri, { ...(signal && { signal }) });
    const input = uri ?? nameOf(record);
    const { key } = this.#settings.pool.describeQuery(input);
    return attempt(input, () => this.#serve(key, () => record, signal));
  };

  #outcome(input: string, options: SongOptions): Promise<SongOutcome> {
    return attempt(input, () => this.processSong(input, options));
  }
}

function sourceOf({ source }: Pick<SongOptions, 'source'>): { readonly source?: string } {
  return source === undefined ? {} : { source };
}
