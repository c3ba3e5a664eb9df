import { durationMs, flag } from '@reprise/options';
import type { AutoPlay } from '../autoplay/autoplay.ts';
import { Filters } from '../filters/filters.ts';
import type { Node } from '../node/node.ts';
import type { Queue } from '../queue/queue.ts';
import type { Playable } from '../track/playable.ts';
import type { QueueTrack } from '../track/queue-track.ts';
import type { JoinOptions } from '../voice/voice-session.ts';
import type { PlayerCore } from './player-core.ts';
import {
  checkedFilters,
  checkedJoin,
  checkedPlay,
  type PlayerData,
  type PlayOptions,
  snowflake,
  volumePercent,
} from './player-options.ts';
import type { PlaybackState } from './player-state.ts';

/**
 * A guild's player: what plays, what comes next, and where.
 *
 * Made by {@link NodePool.createPlayer}. Commands of one player run one after the other, in the order in which they were
 * given, so none of them can race with another one, with the end of a track, or with a move to another node. A command
 * that fails leaves everything as it was.
 *
 * @example
 * ```ts
 * import { Pool } from 'reprise';
 *
 * const player = await Pool.createPlayer({ guildId: '817327181659111454', voiceChannelId: '817327182111571989' });
 * const found = await Pool.fetchTracks('ode to joy');
 * const [track] = Array.isArray(found) ? found : found.tracks;
 * if (track !== undefined) await player.play(track, { volume: 80 });
 * ```
 */
export class Player {
  readonly #core: PlayerCore;

  /** @internal */
  constructor(core: PlayerCore) {
    this.#core = core;
  }

  /** The guild it plays in. */
  get guildId(): string {
    return this.#core.guildId;
  }

  /** What plays next, and what has played. */
  get queue(): Queue {
    return this.#core.queue;
  }

  /** What plays when the queue is empty. */
  get autoplay(): AutoPlay {
    return this.#core.autoplay;
  }

  /** The bot's own notes. Settable. */
  get data(): Partial<PlayerData> {
    return this.#core.data;
  }

  set data(data: Partial<PlayerData>) {
    this.#core.data = data;
  }

  /** The node it is on; undefined before it has joined a channel, and while no node can be reached. */
  get node(): Node | undefined {
    return this.#core.node;
  }

  /** What it is doing; `playerStateChange` tells when that changes. */
  get state(): PlaybackState {
    return this.#core.state;
  }

  /** What plays, paused or not. */
  get current(): Playable | undefined {
    return this.#core.playback.playing?.track;
  }

  /**
   * Where it is in the track, in milliseconds: the place in the song, also when a filter makes it pass faster. 0 without
   * a track.
   */
  get position(): number {
    return this.#core.playback.position;
  }

  /** Percent, 0 to 1000. */
  get volume(): number {
    return this.#core.playback.volume;
  }

  /** Whether what plays is paused. */
  get paused(): boolean {
    return this.#core.playback.isPaused;
  }

  /** A copy of the filters that are set. */
  get filters(): Filters {
    return Filters.from(this.#core.playback.filters);
  }

  /** Milliseconds from the node to the voice server and back; -1 while it has no connection. */
  get ping(): number {
    return this.#core.playback.ping;
  }

  /** Voice channel it is in or on its way to; undefined when it is in none. */
  get voiceChannelId(): string | undefined {
    return this.#core.voice.channelId;
  }

  /**
   * Voice channel that it was in in a former process and has yet to enter, in its turn or again after that failed; undefined once it
   * is there, or was sent elsewhere. See {@link NodePool.restore}.
   */
  get formerChannelId(): string | undefined {
    return this.#core.formerChannelId;
  }

  /** Time without anything to play after which `inactivePlayer` is told, in milliseconds; 0 is never. Settable. */
  get inactivePlayerTimeoutMs(): number {
    return this.#core.inactivity.playerTimeoutMs;
  }

  set inactivePlayerTimeoutMs(ms: number) {
    this.#core.inactivity.playerTimeoutMs = durationMs('Player: inactivePlayerTimeoutMs', ms);
  }

  /** Time without a human listener after which `inactiveChannel` is told, in milliseconds; 0 is never. Settable. */
  get inactiveChannelTimeoutMs(): number {
    return this.#core.inactivity.channelTimeoutMs;
  }

  set inactiveChannelTimeoutMs(ms: number) {
    this.#core.inactivity.channelTimeoutMs = durationMs('Player: inactiveChannelTimeoutMs', ms);
  }

  /** Whether a paused player counts as one with nothing to play. Settable. */
  get inactiveWhenPaused(): boolean {
    return this.#core.inactivity.whenPaused;
  }

  set inactiveWhenPaused(whenPaused: boolean) {
    this.#core.inactivity.whenPaused = flag('Player: inactiveWhenPaused', whenPaused);
  }

  /**
   * Joins a voice channel, or the one it was in last.
   *
   * @throws {@link VoiceTimeoutError} that says which half of Discord's answer is missing; {@link PlayerOrphanedError};
   *   TypeError or RangeError for a wrong option.
   */
  async connect(voiceChannelId?: string, options: JoinOptions = {}): Promise<void> {
    if (voiceChannelId !== undefined) snowflake('Player.connect: voiceChannelId', voiceChannelId);
    await this.#core.connect(voiceChannelId, checkedJoin(options));
  }

  /** Goes to another voice channel; what plays goes along. @throws as {@link connect}. */
  async moveTo(voiceChannelId: string): Promise<void> {
    await this.#core.connect(snowflake('Player.moveTo: voiceChannelId', voiceChannelId), {});
  }

  /** Leaves the voice channel. What plays is ended; the queue stays. */
  disconnect(): Promise<void> {
    return this.#core.disconnect();
  }

  /**
   * Plays a track now, in place of what plays. The queue stays as it is.
   *
   * @returns False when `noReplace` left alone what plays.
   * @throws {@link PlayerNotConnectedError}, {@link PlayerOrphanedError}, {@link TrackUnresolvedError}, an error of the
   *   `NODE_…` codes; TypeError or RangeError for a wrong option. Nothing has changed then.
   * @example
   * ```ts
   * import { Playable, Pool } from 'reprise';
   *
   * const player = Pool.getPlayer('817327181659111454');
   * const found = await Playable.search('clair de lune');
   * const [track] = Array.isArray(found) ? found : found.tracks;
   * if (player !== undefined && track !== undefined) await player.play(track, { startMs: 30_000 });
   * ```
   */
  async play(track: QueueTrack, options: PlayOptions = {}): Promise<boolean> {
    checkedPlay(track, options);
    return this.#core.play(track, options);
  }

  /** Ends what plays. The queue stays, and nothing follows by itself. */
  stop(): Promise<void> {
    return this.#core.stop();
  }

  /**
   * Goes on to the next track, also when the current one is to be repeated. When several ask at once to skip the same
   * track, it is skipped once. With nothing playing, the next track of the queue starts.
   *
   * @returns What was skipped; undefined when nothing played.
   */
  skip(): Promise<Playable | undefined> {
    return this.#core.skip();
  }

  /** Plays what was played before; what plays goes back to the front of the queue. False when nothing was. */
  previous(): Promise<boolean> {
    return this.#core.previous();
  }

  /** Pauses. Starting another track ends a pause. */
  pause(): Promise<void> {
    return this.#core.command((playback) => playback.setPaused(true));
  }

  /** Goes on after {@link pause}. */
  resume(): Promise<void> {
    return this.#core.command((playback) => playback.setPaused(false));
  }

  /**
   * Goes to another place in the track. Beyond its end, the track ends.
   *
   * @param positionMs - Milliseconds from the start.
   * @returns False when nothing plays, when the track ended meanwhile, or when it cannot be sought in.
   */
  async seek(positionMs: number): Promise<boolean> {
    return this.#core.seek(durationMs('Player.seek: positionMs', positionMs));
  }

  /** @param volume - Percent, 0 to 1000. */
  async setVolume(volume: number): Promise<void> {
    volumePercent('Player.setVolume: volume', volume);
    await this.#core.command((playback) => playback.setVolume(volume));
  }

  /**
   * Replaces all filters.
   *
   * @throws {@link FilterUnsupportedError} when the node lacks one of them.
   * @example
   * ```ts
   * import { Filters, Pool } from 'reprise';
   *
   * await Pool.getPlayer('817327181659111454')?.setFilters(new Filters().timescale({ speed: 1.25 }));
   * ```
   */
  async setFilters(filters: Filters): Promise<void> {
    checkedFilters('Player.setFilters: filters', filters);
    await this.#core.setFilters(filters);
  }

  /**
   * Plays on on another node, from the same place.
   *
   * @param node - The node or its identifier. @defaultValue the best other one
   * @throws {@link InvalidNodeException} when there is none; what the node answered, and then it plays on where it was.
   */
  async switchNode(node?: Node | string): Promise<void> {
    await this.#core.switchNode(node);
  }

  /** Ends everything: leaves the channel, and the node forgets it. Takes effect at once, whatever else is under way. */
  destroy(): Promise<void> {
    return this.#core.destroy('destroyed');
  }
}
