import {
  type Process,
  type Processed,
  type ProcessReason,
  SmartCache,
  type WarmOptions,
  type WarmReport,
} from '@reprise/cache';
import { systemClock } from '@reprise/clock';
import { type LoadPriority, Playlist, type RepairTrack } from 'reprise';
import { type CachedSong, cachedSong, lengthOf, nameOf, recordOf, type SongRecord, songKeyOf } from './cached-song.ts';
import { inOrder } from './in-order.ts';
import { PlaylistAges } from './playlist-ages.ts';
import { type CachedSongProcessorOptions, type ProcessorSettings, processorSettings } from './processor-options.ts';
import { SongNotFoundError } from './song-errors.ts';
import { failureClass } from './song-failure.ts';
import { playableForMs } from './song-life.ts';
import { loadRecent, loadSong, PlaylistFound } from './song-loader.ts';
import type { PlaylistOptions, SongOptions, SongsOptions } from './song-options.ts';
import type { SongList, SongOrList, SongOutcome } from './song-outcome.ts';
import { SONG_SCHEMA_VERSION, songSchema } from './song-schema.ts';

/** What a processor has done, measured. */
export interface ProcessorStats {
  /** Songs that were asked for and found. */
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

/** How soon what is made for a reason is wanted. */
const PRIORITY_OF: Readonly<Record<ProcessReason, LoadPriority>> = {
  miss: 'play',
  repair: 'play',
  refresh: 'prefetch',
  warm: 'warm',
};

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
  readonly #ages: PlaylistAges;
  #processed = 0;
  #hits = 0;
  #missed = 0;
  #missedMs = 0;

  /** @throws TypeError or RangeError naming the option that is wrong, its value and what it must be. */
  constructor(options: CachedSongProcessorOptions) {
    this.#settings = processorSettings(options);
    const { playableTtlMs, metadataTtlMs, cache } = this.#settings;
    this.#now = () => (cache.clock ?? systemClock).now();
    this.#ages = new PlaylistAges(this.#now);
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

  /**
   * What somebody means, a song or a playlist. Only what leads to a song is kept: what is in a playlist was told by a node
   * within the last five minutes, unless its source cannot be reached now.
   *
   * @throws As {@link processSong}.
   */
  async process(input: string, options: PlaylistOptions = {}): Promise<SongOrList> {
    const { key, identifier } = this.#settings.pool.describeQuery(input, sourceOf(options));
    try {
      const [song, wasCached] = await this.#serve(key, this.#process(identifier, 'song'), options.signal);
      return { kind: 'song', song, wasCached };
    } catch (error) {
      if (!(error instanceof PlaylistFound)) throw error;
      return { kind: 'playlist', list: this.#list(error.playlist, options) };
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
    const asked = { priority: 'import', ...(signal && { signal }) } as const;
    const { result } = await loadRecent(pool, this.#ages, identifier, asked);
    if (result instanceof Playlist) return this.#list(result, options);
    const [first] = result;
    if (first === undefined) throw new SongNotFoundError(input);
    const songs = this.#inOrder([recordOf(first)], options);
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
    const find = this.#process();
    const process: Process<SongRecord> = (key, context) => {
      const known = listed?.get(key);
      return known !== undefined && tellsAll(known) ? known : find(key, context);
    };
    return this.cache.warm(keys, process, { ttlMs: this.#ttl, ...options });
  }

  /** A song did not play: drops what was known of it, and finds it anew. */
  async repair(song: Pick<CachedSong, 'key'>, options: Pick<SongOptions, 'signal'> = {}): Promise<CachedSong> {
    const request = { ttlMs: this.#ttl, ...(options.signal && { signal: options.signal }) };
    const answer = await this.cache.repair(song.key, this.#process(), request);
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
    const record = (isGood ? await this.cache.get(key) : undefined) ?? (await this.#renewed(key, signal));
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
    return this.#missed === 0 ? undefined : this.#missedMs / this.#missed;
  }

  async stats(): Promise<ProcessorStats> {
    const { latency } = await this.cache.stats();
    return {
      totalProcessed: this.#processed,
      cacheHits: this.#hits,
      averageProcessingMs: this.usualMs,
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

  #list(playlist: Playlist, options: PlaylistOptions): SongList {
    const { limit = MOST_OF_A_PLAYLIST } = options;
    const records = [...playlist].slice(0, limit).map(recordOf);
    return { name: playlist.name, total: playlist.length, isPlaylist: true, songs: this.#inOrder(records, options) };
  }

  /**
   * Finds the song of a key.
   *
   * @param typed - What was typed; who only knows the key asks by that.
   * @param wanted - `song` takes no playlist for one.
   */
  #process(typed?: string, wanted: 'song' | 'any' = 'any'): Process<SongRecord> {
    return async (key, { reason, signal }) => {
      const query = typed ?? key;
      const startedAt = performance.now();
      // Whoever wants a new one would only be given the old one out of the cache below.
      const isNew = reason === 'miss' && this.cache.peekInfo(key) === undefined;
      const record = await loadSong(this.#settings.pool, query, {
        isNew,
        wanted,
        signal,
        ages: this.#ages,
        priority: PRIORITY_OF[reason],
      });
      this.#keepByLink(key, record, Math.round(performance.now() - startedAt));
      return record;
    };
  }

  /** Nobody waits for it, so that it counts neither as a hit nor as a miss. */
  async #renewed(key: string, signal: AbortSignal): Promise<SongRecord> {
    const startedAt = performance.now();
    const record = await this.#process()(key, { reason: 'refresh', signal });
    const costMs = Math.round(performance.now() - startedAt);
    // A store that does not take it has said so in a warning of the cache.
    await this.cache.set(key, record, { ttlMs: this.#ttl(record), costMs }).catch(() => undefined);
    return record;
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
    this.#settings.onSong?.(song);
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
    const { uri } = record.track.info;
    if (uri !== null && !tellsAll(record)) return this.#outcome(uri, { ...(signal && { signal }) });
    const input = uri ?? nameOf(record);
    const { key } = this.#settings.pool.describeQuery(input);
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

/** Whether a list told enough of a song to play it: lists of links often tell no length. */
function tellsAll({ track }: SongRecord): boolean {
  return track.info.isStream || lengthOf(track) !== undefined;
}

function sourceOf({ source }: Pick<SongOptions, 'source'>): { readonly source?: string } {
  return source === undefined ? {} : { source };
}
