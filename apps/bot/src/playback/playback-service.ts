import { type Clock, systemClock } from '@reprise/clock';
import type { NodePool, Player } from 'reprise';
import type { CachedSong } from '../songs/cached-song.ts';
import type { CachedSongProcessor } from '../songs/cached-song-processor.ts';
import { inOrder } from '../songs/in-order.ts';
import { SongNotFoundError } from '../songs/song-errors.ts';
import type { PlaylistOptions } from '../songs/song-options.ts';
import type { SongList, SongOrList, SongOutcome } from '../songs/song-outcome.ts';
import { UncachedSongs } from '../songs/uncached-songs.ts';
import { LoadingLists } from './loading-lists.ts';
import type { ListProgress, NotPlayed, Played, PlayOutcome, SkippedSong } from './play-outcome.ts';
import { type PlayProblem, problemOf } from './play-problem.ts';
import type { PlayRequest, SongsInput } from './play-request.ts';
import { checkLimits, RequestLimitError } from './request-limit.ts';

/** What a {@link PlaybackService} works with. */
export interface PlaybackParts {
  readonly pool: NodePool;
  readonly songs: CachedSongProcessor;
  /** Tells when a song was found that no cache keeps. @defaultValue the machine's clock */
  readonly clock?: Clock;
}

/** Songs of several that are looked up at once. */
const AT_ONCE = 3;

/** Finds what somebody means. */
interface Finder {
  process(input: string, options: PlaylistOptions): Promise<SongOrList>;
}

/** A song that was found, and how. */
interface Found {
  readonly song: CachedSong;
  readonly wasCached: boolean;
  readonly durationMs: number;
}

/**
 * Plays what users ask for. Whatever goes wrong on the way is an outcome that tells why; only a bug is thrown.
 *
 * @example
 * ```ts
 * import { CachedSongProcessor, PlaybackService } from '@reprise/bot';
 * import { Pool } from 'reprise';
 *
 * const songs = new CachedSongProcessor({ pool: Pool, cache: { cacheDir: 'songs' } });
 * const playback = new PlaybackService({ pool: Pool, songs });
 * const outcome = await playback.playRequestCached({
 *   userInput: 'clair de lune',
 *   guildId: '817327181659111454',
 *   voiceChannelId: '817327182111571989',
 *   requestedBy: '80351110224678912',
 * });
 * if (outcome.status === 'failed') console.log(outcome.problem);
 * else console.log(outcome.wasCached ? '⚡' : '', outcome.song.title, `${outcome.durationMs.toFixed(0)} ms`);
 * ```
 */
export class PlaybackService {
  readonly #pool: NodePool;
  readonly #songs: CachedSongProcessor;
  readonly #uncached: UncachedSongs;
  readonly #loading = new LoadingLists();

  constructor({ pool, songs, clock = systemClock }: PlaybackParts) {
    this.#pool = pool;
    this.#songs = songs;
    this.#uncached = new UncachedSongs(pool, clock);
  }

  /** Plays a song, or a playlist whose first song plays before the others are looked up: from the cache where it was met before. */
  playRequestCached(request: PlayRequest): Promise<PlayOutcome> {
    return this.#play(request, this.#songs);
  }

  /** The same, with every song looked up. */
  playRequest(request: PlayRequest): Promise<PlayOutcome> {
    return this.#play(request, this.#uncached);
  }

  /** What playlists have not yet put into the queue of a guild does not come any more: somebody emptied it. */
  endPlaylists(guildId: string): void {
    this.#loading.end(guildId);
  }

  async #play(request: PlayRequest, finder: Finder): Promise<PlayOutcome> {
    const startedAt = performance.now();
    try {
      const found = await this.#find(request, finder);
      const durationMs = performance.now() - startedAt;
      if (found.kind === 'song') return await this.#playSong(request, { ...found, durationMs });
      return await this.#playList(request, found.list, startedAt);
    } catch (error) {
      return failed(error, startedAt);
    }
  }

  async #find({ userInput, source, limit, signal }: PlayRequest, finder: Finder): Promise<SongOrList> {
    const options = { ...(source && { source }), ...(limit && { limit }), ...(signal && { signal }) };
    if (typeof userInput === 'string') return finder.process(userInput, options);
    return { kind: 'playlist', list: listOf(userInput, finder, options) };
  }

  async #playSong(request: PlayRequest, { song, wasCached, durationMs }: Found): Promise<Played> {
    request.signal?.throwIfAborted();
    const { guildId, position = 'end', requestedBy: requesterId } = request;
    checkLimits(song, request, this.#pool.getPlayer(guildId));
    const player = await this.#playerFor(request);
    // Others may have been faster while the bot came into the channel.
    checkLimits(song, request, player);
    const track = song.toPlayable();
    if (position === 'end') player.queue.put(track, { requesterId });
    else player.queue.putNext(track, { requesterId });
    try {
      await start(player, request);
    } catch (error) {
      // What nobody plays must not wait in the queue as if somebody would.
      player.queue.remove(track);
      throw error;
    }
    // Of several that found it silent, one plays.
    const queuePosition = [...player.queue].indexOf(track) + 1;
    const status = queuePosition === 0 ? 'playing' : 'queued';
    return { status, song, wasCached, durationMs, usualMs: this.#songs.usualMs, queuePosition };
  }

  /** The guild's player, in the channel of who asks. */
  async #playerFor({ guildId, voiceChannelId, player: options }: PlayRequest): Promise<Player> {
    const present = this.#pool.getPlayer(guildId);
    if (present?.voiceChannelId === undefined) return this.#pool.createPlayer({ ...options, guildId, voiceChannelId });
    if (present.voiceChannelId !== voiceChannelId) await present.moveTo(voiceChannelId);
    return present;
  }

  async #playList(request: PlayRequest, { name, total, songs }: SongList, startedAt: number): Promise<PlayOutcome> {
    const outcomes = songs[Symbol.asyncIterator]();
    const progress: ListProgress = { added: 0, cached: 0, skipped: [] };
    const { ending, done } = this.#loading.begin(request.guildId);
    let rest: Promise<ListProgress> | undefined;
    try {
      const first = await firstOf(outcomes, progress, (song) =>
        checkLimits(song, request, this.#pool.getPlayer(request.guildId)),
      );
      if (first === undefined) return failed(progress.skipped.at(0)?.error, startedAt);
      ending.throwIfAborted();
      const durationMs = performance.now() - startedAt;
      const played = await this.#playSong(request, { ...first, durationMs });
      count(progress, first);
      rest = this.#addRest(request, outcomes, progress, ending).finally(done);
      // Whoever wants to know awaits it; a bug must not end the process because nobody does.
      rest.catch(() => undefined);
      return { ...played, playlist: { name, total, progress, rest } };
    } finally {
      if (rest === undefined) {
        done();
        await outcomes.return?.();
      }
    }
  }

  /** Puts what follows the first song behind it, as it is found, until the player is gone or nobody wants more. */
  async #addRest(
    request: PlayRequest,
    outcomes: AsyncIterator<SongOutcome>,
    progress: ListProgress,
    ending: AbortSignal,
  ): Promise<ListProgress> {
    const { guildId, position = 'end', requestedBy: requesterId, signal, isShuffled = false } = request;
    const player = this.#pool.getPlayer(guildId);
    let place = position === 'next' ? 1 : 0;
    for await (const outcome of { [Symbol.asyncIterator]: () => outcomes }) {
      if (player === undefined || player.state === 'destroyed' || ending.aborted || signal?.aborted === true) break;
      if (outcome.status === 'failed') {
        progress.skipped.push(skipped(outcome));
        continue;
      }
      try {
        checkLimits(outcome.song, request, player);
        const track = outcome.song.toPlayable();
        if (position === 'end') player.queue.put(track, { requesterId });
        else player.queue.putAt(Math.min(place++, player.queue.length), track, { requesterId });
        count(progress, outcome);
      } catch (error) {
        progress.skipped.push(skipped({ input: outcome.input, error }));
        if (!isTooLong(error)) break;
      }
    }
    if (isShuffled && !ending.aborted) player?.queue.shuffle();
    return progress;
  }
}

/** Starts the next song of the queue, if nothing plays or it is to replace what does. */
async function start(player: Player, { autoPlay = true, position }: PlayRequest): Promise<void> {
  if (player.current === undefined ? autoPlay : position === 'now') await player.skip();
}

/** Songs that are asked for together, as a list. */
function listOf({ name, inputs }: SongsInput, finder: Finder, options: PlaylistOptions): SongList {
  const taken = inputs.slice(0, options.limit);
  const songs = inOrder(taken, AT_ONCE, (input) => outcomeOf(input, finder, options));
  return { name, total: inputs.length, isPlaylist: true, songs };
}

/** What became of one of several; of a link that leads to a playlist, its first song is meant. */
async function outcomeOf(input: string, finder: Finder, options: PlaylistOptions): Promise<SongOutcome> {
  try {
    const found = await finder.process(input, { ...options, limit: 1 });
    if (found.kind === 'song') return { input, status: 'done', song: found.song, wasCached: found.wasCached };
    for await (const outcome of found.list.songs) return outcome;
    throw new SongNotFoundError(input);
  } catch (error) {
    return { input, status: 'failed', error };
  }
}

/** The first song that can be played; those before it are skipped. @param check - Throws for a song that may not be. */
async function firstOf(
  outcomes: AsyncIterator<SongOutcome>,
  progress: ListProgress,
  check: (song: CachedSong) => void,
): Promise<Extract<SongOutcome, { readonly status: 'done' }> | undefined> {
  for (;;) {
    const { done, value } = await outcomes.next();
    if (done === true) return undefined;
    if (value.status === 'failed') {
      progress.skipped.push(skipped(value));
      continue;
    }
    try {
      check(value.song);
      return value;
    } catch (error) {
      if (!isTooLong(error)) throw error;
      progress.skipped.push(skipped({ input: value.input, error }));
    }
  }
}

/** Another song may be short enough; of other limits there is no more room for any. */
function isTooLong(error: unknown): boolean {
  return error instanceof RequestLimitError && error.problem === 'too-long';
}

function count(progress: ListProgress, { wasCached }: Pick<Found, 'wasCached'>): void {
  progress.added += 1;
  if (wasCached) progress.cached += 1;
}

/** @throws What is a bug. */
function skipped({ input, error }: { readonly input: string; readonly error: unknown }): SkippedSong {
  return { input, problem: known(error), error };
}

/** @throws What is a bug. */
function failed(error: unknown, startedAt: number): NotPlayed {
  return { status: 'failed', problem: known(error), error, durationMs: performance.now() - startedAt };
}

function known(error: unknown): PlayProblem {
  const problem = problemOf(error);
  if (problem === undefined) throw error;
  return problem;
}
