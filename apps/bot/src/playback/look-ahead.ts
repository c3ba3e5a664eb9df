import type { Playable, Player, QueueTrack } from 'reprise';
import type { BotServices } from '../bot/bot-services.ts';
import { songKeyOf } from '../songs/cached-song.ts';

/** What a {@link LookAhead} works with. */
export type LookAheadServices = Pick<BotServices, 'pool' | 'songs' | 'clock' | 'log'>;

/** Songs of each queue that are made ready. */
const SONGS_AHEAD = 3;
/** Guilds that are served at once, each with one song: whoever waits for a song comes first. */
const AT_ONCE = 3;
/** A song that would be too old is found anew this long before its turn, in milliseconds: earlier it would only grow old again. */
const LEAD_MS = 120_000;
/** Time until the same song is tried again, in milliseconds. */
const AGAIN_AFTER_MS = 300_000;

/** A song that is to be found anew. */
interface Due {
  readonly track: Playable;
  readonly key: string;
  /** When it is to be played, in milliseconds since 1970. */
  readonly until: number;
}

/**
 * Makes sure that the next songs of each queue can be played when their turn comes: a song that has grown old in the queue, or
 * will by then, is found anew behind whatever somebody waits for, and takes the place of the old one.
 *
 * A song that is only known by name is the business of the pool, which looks it up in the same way.
 */
export class LookAhead {
  readonly #services: LookAheadServices;
  readonly #waiting = new Set<Player>();
  readonly #running = new Map<Player, AbortController>();
  readonly #triedAt = new WeakMap<QueueTrack, number>();

  constructor(services: LookAheadServices) {
    this.#services = services;
  }

  /** Begins, once the pool is connected. */
  start(): void {
    const { pool } = this.#services;
    pool.on('trackStart', this.#look);
    // Nothing tells of a changed queue: a node reports every few seconds.
    pool.on('playerUpdate', this.#look);
    pool.on('playerDestroy', this.#giveUp);
  }

  /** Ends, and gives up what is under way. */
  close(): void {
    const { pool } = this.#services;
    pool.off('trackStart', this.#look);
    pool.off('playerUpdate', this.#look);
    pool.off('playerDestroy', this.#giveUp);
    this.#waiting.clear();
    for (const controller of this.#running.values()) controller.abort();
  }

  readonly #look = (player: Player): void => {
    if (this.#waiting.has(player) || this.#running.has(player) || this.#due(player) === undefined) return;
    this.#waiting.add(player);
    this.#next();
  };

  readonly #giveUp = (player: Player): void => {
    this.#waiting.delete(player);
    this.#running.get(player)?.abort();
  };

  #next(): void {
    for (const player of this.#waiting) {
      if (this.#running.size >= AT_ONCE) return;
      this.#waiting.delete(player);
      const due = this.#due(player);
      if (due !== undefined) void this.#serve(player, due);
    }
  }

  /** Never rejects. */
  async #serve(player: Player, { track, key, until }: Due): Promise<void> {
    const { songs, clock, log } = this.#services;
    const controller = new AbortController();
    this.#running.set(player, controller);
    this.#triedAt.set(track, clock.now());
    try {
      const song = await songs.ahead(key, { until, signal: controller.signal });
      if (!controller.signal.aborted && song.encoded !== track.encoded) this.#replace(player, track, song.toPlayable());
    } catch (error) {
      // The song may still play as it is; if not, it is found anew then.
      if (!controller.signal.aborted) log.debug('A song could not be made ready before its turn.', { key, error });
    } finally {
      this.#running.delete(player);
    }
    if (!controller.signal.aborted) this.#look(player);
    this.#next();
  }

  #replace({ queue }: Player, old: Playable, found: Playable): void {
    found.userData = { ...old.userData, ...found.userData };
    found.recommended = old.recommended;
    this.#triedAt.set(found, this.#services.clock.now());
    queue.replace(old, found);
  }

  /** The first of the next songs that is too old, or will be when its turn comes. */
  #due(player: Player): Due | undefined {
    if (player.current === undefined) return undefined;
    const now = this.#services.clock.now();
    let turnAt = now + remainingMs(player.current, player.position);
    for (const track of player.queue.range(0, SONGS_AHEAD)) {
      const due = this.#dueAt(track, turnAt, now);
      if (due !== undefined) return due;
      turnAt += remainingMs(track, 0);
    }
    return undefined;
  }

  #dueAt(track: QueueTrack, turnAt: number, now: number): Due | undefined {
    const key = track.isResolved ? songKeyOf(track) : undefined;
    if (!track.isResolved || key === undefined) return undefined;
    if (now - (this.#triedAt.get(track) ?? Number.NEGATIVE_INFINITY) < AGAIN_AFTER_MS) return undefined;
    const { cache } = this.#services.songs;
    // What a search has found since is newer than what waits here.
    const isSame = cache.peek(key)?.track.encoded === track.encoded;
    const freshUntil = isSame ? (cache.peekInfo(key)?.freshUntil ?? now) : now;
    const isOld = freshUntil <= now || (freshUntil < turnAt && turnAt - now <= LEAD_MS);
    return isOld ? { track, key, until: Math.min(turnAt, now + LEAD_MS) } : undefined;
  }
}

/** Milliseconds until a track is over; 0 when nobody knows. */
function remainingMs({ isStream, length }: QueueTrack, position: number): number {
  return isStream ? 0 : Math.max(0, length - position);
}
