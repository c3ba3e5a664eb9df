import type { Process, ProcessReason, SmartCache } from '@reprise/cache';
import type { LoadAnswer, LoadOptions, LoadPriority } from 'reprise';
import type { SongRecord } from './cached-song.ts';
import { PlaylistAges } from './playlist-ages.ts';
import type { ProcessorSettings } from './processor-options.ts';
import { playableForMs } from './song-life.ts';
import { loadRecent, loadSong } from './song-loader.ts';

/** How soon what is made for a reason is wanted. */
const PRIORITY_OF: Readonly<Record<ProcessReason, LoadPriority>> = {
  miss: 'play',
  repair: 'play',
  refresh: 'prefetch',
  warm: 'warm',
};

/** Finds songs by nodes, for a cache. */
export class SongFinder {
  readonly #settings: ProcessorSettings;
  readonly #cache: SmartCache<SongRecord>;
  readonly #now: () => number;
  readonly #ages: PlaylistAges;

  /** @param now - Time, in milliseconds since 1970. */
  constructor(settings: ProcessorSettings, cache: SmartCache<SongRecord>, now: () => number) {
    this.#settings = settings;
    this.#cache = cache;
    this.#now = now;
    this.#ages = new PlaylistAges(now);
  }

  /** How long a song can be played as it is now, in milliseconds. */
  readonly ttl = (record: SongRecord): number => playableForMs(record, this.#settings, this.#now());

  /** What a query leads to. @throws As `Pool.load`. */
  load(identifier: string, options: LoadOptions): Promise<LoadAnswer> {
    return loadRecent(this.#settings.pool, this.#ages, identifier, options);
  }

  /**
   * Finds the song of a key.
   *
   * @param typed - What was typed; who only knows the key asks by that.
   * @param wanted - `song` takes no playlist for one.
   */
  process(typed?: string, wanted: 'song' | 'any' = 'any'): Process<SongRecord> {
    return async (key, { reason, signal }) => {
      const query = typed ?? key;
      const startedAt = performance.now();
      // Whoever wants a new one would only be given the old one out of the cache below.
      const isNew = reason === 'miss' && this.#cache.peekInfo(key) === undefined;
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

  /** Finds the song of a key anew and keeps it. Nobody waits for it, so that it counts neither as a hit nor as a miss. */
  async renewed(key: string, signal: AbortSignal): Promise<SongRecord> {
    const startedAt = performance.now();
    const record = await this.process()(key, { reason: 'refresh', signal });
    const costMs = Math.round(performance.now() - startedAt);
    // A store that does not take it has said so in a warning of the cache.
    await this.#cache.set(key, record, { ttlMs: this.ttl(record), costMs }).catch(() => undefined);
    return record;
  }

  /** What was found by its name is found by its link as well. */
  #keepByLink(key: string, record: SongRecord, costMs: number): void {
    const { uri } = record.track.info;
    const link = uri === null ? key : this.#settings.pool.describeQuery(uri).key;
    if (link === key) return;
    // A store that does not take it has said so in a warning of the cache.
    this.#cache.set(link, record, { ttlMs: this.ttl(record), costMs }).catch(() => undefined);
  }
}
