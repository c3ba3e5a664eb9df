import type { Clock } from '@reprise/clock';
import type { PlayerUpdate, Player as RemotePlayer, PlayerState as RemoteState } from '@reprise/protocol';
import { PlayerOrphanedError } from '../errors/index.ts';
import type { FilterData } from '../filters/filter-data.ts';
import { speedOf } from '../filters/speed.ts';
import type { Playable } from '../track/playable.ts';
import { Playing } from './playing.ts';

/** How a track is to be played, checked. */
export interface StartOptions {
  readonly startMs?: number | undefined;
  readonly endMs?: number | undefined;
  readonly volume?: number | undefined;
  readonly paused?: boolean | undefined;
  readonly filters?: FilterData | undefined;
  /** What it goes on with, after that broke. */
  readonly repairs?: Playing | undefined;
}

/** What playback needs of its player. */
export interface PlaybackHost {
  readonly clock: Clock;
  /** An id that no other playing has. */
  newPlayingId(): string;
  /** How much faster than time a track passes with these filters on its node, which may not have all of them. */
  speed(filters: FilterData): number;
  /** Makes a change that was made here on the node too. */
  apply(update: PlayerUpdate, start?: TrackStart): Promise<RemotePlayer>;
}

/** A track that a change starts. */
export interface TrackStart {
  readonly source: string;
  /** Nothing plays that it takes the place of. */
  readonly isAfterEnd: boolean;
  /** It is kept for the next node when none takes it. */
  readonly isKept: boolean;
}

/** What a node is told of the sound, as long as it lasts. */
interface Sound {
  readonly volume: number;
  readonly paused: boolean;
  readonly filters: FilterData;
}

/** A track that was replaced or stopped here and whose end the node has yet to tell. */
interface Leaving {
  readonly playing: Playing;
  readonly reason: 'replaced' | 'stopped';
}

/** No update is on its way for so long, in milliseconds. */
const MOST_LATE_MS = 10_000;
/** Tracks whose end is waited for; what comes later than that will not come. */
const MOST_LEAVING = 8;

/**
 * What a player plays, how, and how far it is: the truth that any node is told.
 *
 * Every change is made here first and then on the node. When the node refuses it, all is put back as it was.
 */
export class Playback {
  readonly #host: PlaybackHost;
  #playing: Playing | undefined;
  #leaving: Map<string, Leaving> | undefined;
  #sound: Sound;
  #isSeeking = false;
  /** Id of the track that a node was last told with everything else. */
  #toldId: string | undefined;
  /** The node's own time of its last answer: updates from before it tell of what no longer is. */
  #answeredAt = 0;
  #ping = -1;

  /** @param volume - Percent, 0 to 1000. */
  constructor(host: PlaybackHost, volume: number) {
    this.#host = host;
    this.#sound = { volume, paused: false, filters: {} };
  }

  get playing(): Playing | undefined {
    return this.#playing;
  }

  get volume(): number {
    return this.#sound.volume;
  }

  get isPaused(): boolean {
    return this.#sound.paused;
  }

  get filters(): FilterData {
    return this.#sound.filters;
  }

  /** Milliseconds to the voice server and back, as the node last said; -1 without a connection. */
  get ping(): number {
    return this.#ping;
  }

  /** Place in the track, in milliseconds; 0 without one. */
  get position(): number {
    return this.#playing?.clock.place ?? 0;
  }

  /**
   * Plays a track in place of what plays.
   *
   * @param isKept - Without a node that takes it, keep it for the next one instead of putting all back as it was.
   */
  async start(track: Playable, options: StartOptions = {}, isKept = false): Promise<Playing> {
    const { startMs = track.position, endMs, volume = this.volume, paused = false, filters = this.filters } = options;
    const rate = this.#host.speed(filters);
    const now = (): number => this.#host.clock.now();
    const playing = new Playing(this.#host.newPlayingId(), track, {
      now,
      startMs,
      endMs,
      rate,
      repairs: options.repairs,
    });
    const make = (): PlayerUpdate => {
      this.#leave(this.#playing, 'replaced');
      this.#playing = playing;
      this.#sound = { volume, paused, filters };
      return {
        ...this.#trackUpdate(playing, rate),
        paused,
        ...(options.volume === undefined ? {} : { volume }),
        ...(options.filters === undefined ? {} : { filters }),
      };
    };
    const isAfterEnd = this.#playing?.isOver !== false;
    const remote = await this.#change(make, { source: track.source, isAfterEnd, isKept });
    if (this.#playing === playing) this.follow(remote.state);
    return playing;
  }

  /** Ends what plays. */
  async stop(): Promise<void> {
    if (this.#playing === undefined) return;
    // What the node has ended need not be ended again.
    if (this.#playing.isOver && !this.#playing.isPlayedOn) return this.finish();
    await this.#change(() => {
      this.clear();
      return { track: { encoded: null } };
    });
  }

  async setPaused(paused: boolean): Promise<void> {
    const remote = await this.#change(() => {
      this.#sound = { ...this.#sound, paused };
      if (paused) this.#playing?.clock.halt();
      return { paused };
    });
    this.follow(remote.state);
  }

  async seek(placeMs: number): Promise<void> {
    this.#isSeeking = true;
    try {
      const { state } = await this.#change(() => {
        this.#playing?.clock.moveTo(placeMs);
        return { position: Math.round(placeMs), ...this.#endUpdate() };
      });
      this.#answeredAt = Math.max(this.#answeredAt, state.time);
    } finally {
      this.#isSeeking = false;
    }
  }

  async setVolume(volume: number): Promise<void> {
    await this.#change(() => {
      this.#sound = { ...this.#sound, volume };
      return { volume };
    });
  }

  async setFilters(filters: FilterData): Promise<void> {
    await this.#change(() => {
      this.#sound = { ...this.#sound, filters };
      this.#playing?.clock.changeRate(this.#host.speed(filters));
      return { filters, ...this.#endUpdate() };
    });
  }

  /** Everything but the voice data that a node has to know. @param supported - Leaves filters aside that the node has not. */
  whole(supported: (filters: FilterData) => FilterData): PlayerUpdate {
    const { volume, paused } = this.#sound;
    const filters = supported(this.#sound.filters);
    const playing = this.#playing?.isOver ? undefined : this.#playing;
    this.#toldId = playing?.id;
    playing?.beginStay();
    const track = playing === undefined ? { track: { encoded: null } } : this.#trackUpdate(playing, speedOf(filters));
    return { ...track, paused, volume, filters };
  }

  /** The node was told everything: it goes on from where it was told to. */
  settle(remote: RemotePlayer, placeMs: number): void {
    this.#playing?.clock.changeRate(this.#host.speed(this.filters));
    this.#playing?.clock.moveTo(placeMs);
    this.#playing?.takenUp(this.#toldId);
    this.#answeredAt = 0;
    this.follow(remote.state);
  }

  /** The node answered: what it said before that is old. */
  follow(state: RemoteState): void {
    this.#answeredAt = Math.max(this.#answeredAt, state.time);
    this.#ping = state.ping;
    this.#run(state.connected);
  }

  /** The node says by itself where it is. False when it told so before its last answer. */
  report(state: RemoteState): boolean {
    // Until the node has answered, what it says may be of the place before.
    if (this.#isSeeking || this.#isOld(state.time)) return false;
    const playing = this.#playing;
    this.#ping = state.ping;
    if (playing === undefined || playing.isOver || !playing.hasStarted) return true;
    const hasMoved = state.position > playing.clock.played;
    playing.clock.report(state.position);
    // After some close codes of Discord a node says it is not connected, and the sound goes on.
    this.#run(state.connected || hasMoved);
    return true;
  }

  /** The node is away since `at`, a time of the clock: nothing has sounded from then on. */
  halt(at?: number): void {
    this.#playing?.clock.halt(at);
  }

  /** Takes up what a former process played. */
  restore(playing: Playing | undefined, sound: Sound): void {
    this.#playing = playing;
    this.#sound = sound;
  }

  /** The node has ended what played. A pause outlasts it, there as here. */
  finish(): void {
    this.#playing = undefined;
  }

  /** There is nothing to play any more, nor a pause; the node knows, or will be told. */
  clear(): void {
    this.#leave(this.#playing, 'stopped');
    this.#playing = undefined;
    this.#sound = { ...this.#sound, paused: false };
  }

  /** A track that was replaced or stopped here, whose end the node has yet to tell. */
  leaving(id: string): Playing | undefined {
    return this.#leaving?.get(id)?.playing;
  }

  /** The node has told the end of such a track. */
  hasLeft(id: string): void {
    this.#leaving?.delete(id);
    if (this.#leaving?.size === 0) this.#leaving = undefined;
  }

  /** All tracks that were replaced or stopped here, in that order. */
  takeAllLeaving(): readonly Leaving[] {
    const all = Array.from(this.#leaving?.values() ?? []);
    this.#leaving = undefined;
    return all;
  }

  #leave(playing: Playing | undefined, reason: Leaving['reason']): void {
    if (playing === undefined || playing.isOver) return;
    this.#leaving ??= new Map();
    this.#leaving.set(playing.id, { playing, reason });
    const [oldest] = this.#leaving.keys();
    if (this.#leaving.size > MOST_LEAVING && oldest !== undefined) this.#leaving.delete(oldest);
  }

  #isOld(time: number): boolean {
    const lateMs = this.#answeredAt - time;
    // The node's clock was set back.
    if (lateMs > MOST_LATE_MS) this.#answeredAt = time;
    return lateMs > 0 && lateMs <= MOST_LATE_MS;
  }

  #run(isMoving: boolean): void {
    if (isMoving && !this.#sound.paused) this.#playing?.clock.run();
    else this.#playing?.clock.halt();
  }

  async #change(make: () => PlayerUpdate, start?: TrackStart): Promise<RemotePlayer> {
    const putBack = this.#save();
    const update = make();
    try {
      return await this.#host.apply(update, start);
    } catch (error) {
      if (!start?.isKept || !(error instanceof PlayerOrphanedError)) putBack();
      throw error;
    }
  }

  #save(): () => void {
    const playing = this.#playing;
    const sound = this.#sound;
    const leaving = this.#leaving && new Map(this.#leaving);
    const rewind = playing?.clock.save();
    return () => {
      const undone = this.#playing;
      this.#playing = playing;
      this.#sound = sound;
      this.#leaving = leaving;
      rewind?.();
      // The node started it all the same, and will be told to end it.
      if (undone?.hasStarted && undone !== playing) this.#leave(undone, 'stopped');
    };
  }

  #trackUpdate(playing: Playing, rate: number): PlayerUpdate {
    const { clock, track, userData, endMs } = playing;
    const position = Math.round(clock.place);
    const end = endMs === undefined ? {} : { endTime: Math.max(1, Math.round(position + (endMs - position) / rate)) };
    return { track: { encoded: track.encoded, userData }, position, ...end };
  }

  /** A node ends a track by what it reports, so the end moves when place and report part. */
  #endUpdate(): PlayerUpdate {
    const { endMs, clock } = this.#playing ?? {};
    if (endMs === undefined || clock === undefined) return {};
    return { endTime: Math.max(1, Math.round(clock.playedAtPlace(endMs))) };
  }
}
