import type { EventMessage, Player as RemotePlayer, PlayerState as RemoteState } from '@reprise/protocol';
import { AutoPlay } from '../autoplay/autoplay.ts';
import {
  InvalidNodeException,
  PlayerDestroyedError,
  PlayerNotConnectedError,
  PlayerOrphanedError,
} from '../errors/index.ts';
import type { HomeWish } from '../failover/player-homes.ts';
import type { Filters } from '../filters/filters.ts';
import type { Node } from '../node/node.ts';
import { Queue } from '../queue/queue.ts';
import type { QueueTrack } from '../track/queue-track.ts';
import type { JoinOptions } from '../voice/voice-session.ts';
import { AutoPlaySide } from './autoplay-side.ts';
import { CommandLane } from './command-lane.ts';
import { FlowSide } from './flow-side.ts';
import { Inactivity } from './inactivity.ts';
import { NodeLink } from './node-link.ts';
import { NodeSide } from './node-side.ts';
import { Playback } from './playback.ts';
import { Player } from './player.ts';
import type { PlayerContext } from './player-context.ts';
import { type FormerPlayer, restoredPlaying } from './player-memory.ts';
import type { PlayerData, PlayerOptions, PlayerSettings, PlayOptions } from './player-options.ts';
import { type PlaybackState, playerState } from './player-state.ts';
import { PlayerVoice } from './player-voice.ts';
import { playingIdOf } from './playing.ts';
import { TrackFlow } from './track-flow.ts';
import { VoiceSide } from './voice-side.ts';

/**
 * What a {@link Player} is made of, and what its pool does with it.
 *
 * Everything that changes the player goes through its command lane: what users ask, what a node tells, what Discord
 * tells, and what the loss of a node makes necessary.
 */
export class PlayerCore {
  readonly guildId: string;
  readonly player: Player;
  readonly queue: Queue;
  readonly playback: Playback;
  readonly voice: PlayerVoice;
  readonly inactivity: Inactivity;
  readonly link: NodeLink;
  data: Partial<PlayerData>;
  readonly #context: PlayerContext;
  readonly #lane = new CommandLane();
  readonly #flow: TrackFlow;
  readonly #nodeSide: NodeSide;
  #autoplay: AutoPlay | undefined;
  #toldState: PlaybackState = 'idle';
  #destroyed: string | undefined;
  /** The channel that it was in in another process, until it enters it again. */
  #formerChannelId: string | undefined;
  /** Time of day of the snapshot it comes from, until its node has said where it is. */
  #savedAt: number | undefined;

  /** @param former - What it was in another process. */
  constructor(options: PlayerOptions, settings: PlayerSettings, context: PlayerContext, former?: FormerPlayer) {
    this.guildId = options.guildId;
    this.data = options.data ?? {};
    this.#context = context;
    this.player = new Player(this);
    const flowSide = new FlowSide(this, context);
    const changed = (): void => {
      context.changed();
      flowSide.prepareNext();
    };
    this.queue = former ? Queue.from(former.player.queue, settings.queue, changed) : new Queue(settings.queue, changed);
    this.inactivity = new Inactivity(settings);
    this.#nodeSide = new NodeSide(this, context);
    this.playback = new Playback(this.#nodeSide, settings.volume);
    this.#flow = new TrackFlow(flowSide, this.playback, this.queue);
    this.link = new NodeLink(this.#nodeSide, context.homes, context);
    this.voice = new PlayerVoice(new VoiceSide(this, context, settings));
    if (settings.autoplay !== 'disabled') this.autoplay.mode = settings.autoplay;
    if (options.node !== undefined) this.link.prefer(context.homes.named(options.node));
    if (former !== undefined) {
      const { volume, paused, filters } = former.player;
      this.playback.restore(restoredPlaying(former.player, context.clock), { volume, paused, filters });
      this.#savedAt = former.savedAt;
      this.#formerChannelId = former.player.voiceChannelId ?? undefined;
    }
  }

  get node(): Node | undefined {
    return this.link.node;
  }

  /** Made when somebody first asks for it: most players never do. */
  get autoplay(): AutoPlay {
    this.#autoplay ??= new AutoPlay(new AutoPlaySide(this, this.#context));
    return this.#autoplay;
  }

  /** Autoplay, if anybody asked for it. */
  get usedAutoplay(): AutoPlay | undefined {
    return this.#autoplay;
  }

  /** Which nodes suit it now. */
  get wish(): HomeWish {
    return this.#nodeSide.wish;
  }

  get state(): PlaybackState {
    return playerState({
      isDestroyed: this.#destroyed !== undefined,
      isOrphaned: this.link.isOrphaned,
      isMigrating: this.#nodeSide.isMigrating,
      isJoining: this.voice.isJoining,
      hasTrack: this.playback.playing !== undefined,
      isPaused: this.playback.isPaused,
    });
  }

  get isDestroyed(): boolean {
    return this.#destroyed !== undefined;
  }

  /** Whether its node should be heard now, with nothing under way that would excuse silence. */
  get isToSound(): boolean {
    const { playing } = this.playback;
    if (playing?.hasStarted !== true || playing.isOver || this.state !== 'playing') return false;
    return !this.isBusy && this.voice.isSettled && this.node?.isAvailable === true;
  }

  /** Whether a command runs or waits, so that what a node says of the player may be about to change. */
  get isBusy(): boolean {
    return this.#lane.isBusy;
  }

  /** Runs a command of a user. @throws {@link PlayerOrphanedError} at once when there is no node. */
  async command<T>(run: (playback: Playback) => Promise<T>): Promise<T> {
    this.#requireLife();
    if (this.link.isOrphaned) throw new PlayerOrphanedError(this.guildId, 'none can be reached');
    try {
      return await this.#lane.run(() => {
        this.#requireLife();
        return this.#changing(() => run(this.playback));
      });
    } catch (error) {
      // What ended a command that was under way says less than that the player is over.
      this.#requireLife();
      throw error;
    }
  }

  /** Runs a command of a user that decides what plays. */
  #intrude<T>(run: () => Promise<T>): Promise<T> {
    return this.#flow.intrude(() => this.command(run));
  }

  async connect(channelId: string | undefined, options: JoinOptions): Promise<void> {
    const wanted = channelId ?? this.voice.lastChannelId;
    if (wanted === undefined) throw new PlayerNotConnectedError(this.guildId);
    await this.command(() => this.#enter(wanted, options));
  }

  async #enter(channelId: string, options: JoinOptions): Promise<void> {
    await this.voice.join(channelId, options);
    this.#formerChannelId = undefined;
  }

  async disconnect(): Promise<void> {
    this.#requireLife();
    this.#formerChannelId = undefined;
    // A join that Discord does not answer must not hold back what ends it.
    if (this.voice.isEntering) void this.voice.leave();
    const leave = async (): Promise<void> => {
      this.#flow.clear();
      await this.voice.leave();
      await this.link.release();
      this.#flow.left();
    };
    await this.#flow.intrude(() => this.#lane.run(() => this.#changing(leave)));
  }

  play(track: QueueTrack, { filters, noReplace = false, ...options }: PlayOptions): Promise<boolean> {
    const run = async (): Promise<boolean> => {
      if (noReplace && this.playback.playing?.isOver === false) return false;
      this.#requireChannel();
      this.#checkFilters(filters);
      await this.#flow.play(track, { ...options, filters: filters?.toJSON() });
      return true;
    };
    return noReplace ? this.command(run) : this.#intrude(run);
  }

  stop(): Promise<void> {
    return this.#intrude(() => this.#flow.stop());
  }

  skip(): ReturnType<Player['skip']> {
    const meant = this.playback.playing;
    return this.#intrude(async () => {
      this.#requireChannel();
      await this.#flow.skip(meant);
      return meant?.track;
    });
  }

  previous(): Promise<boolean> {
    return this.#intrude(() => {
      this.#requireChannel();
      return this.#flow.previous();
    });
  }

  seek(placeMs: number): Promise<boolean> {
    const meant = this.playback.playing;
    return this.command(async ({ playing }) => {
      if (playing === undefined || playing !== meant || playing.isOver || !playing.track.isSeekable) return false;
      await this.playback.seek(placeMs);
      return true;
    });
  }

  setFilters(filters: Filters): Promise<void> {
    return this.command(async (playback) => {
      this.#checkFilters(filters);
      await playback.setFilters(filters.toJSON());
    });
  }

  switchNode(named: Node | string | undefined, why = 'asked to'): Promise<void> {
    return this.command(async () => {
      const from = this.node;
      const node =
        named === undefined
          ? this.#context.homes.best(this.wish, new Set(from === undefined ? [] : [from]))
          : this.#context.homes.named(named);
      if (node === undefined)
        throw new InvalidNodeException(`There is no other node for the player of ${this.guildId}.`);
      if (node !== from) await this.link.moveTo(node, why);
    });
  }

  async destroy(why: string): Promise<void> {
    if (this.#destroyed !== undefined) return;
    this.#destroyed = why;
    this.#formerChannelId = undefined;
    this.#flow.interrupt();
    this.playback.clear();
    this.#autoplay?.clear();
    this.#flow.left();
    const gone = this.#goAway();
    this.#context.removed(this, gone);
    // A snapshot that still has it would have it back at the next start.
    this.#context.changed();
    this.follow();
    this.#context.tell('playerDestroy', this.player, why);
    await gone;
  }

  async #goAway(): Promise<void> {
    const left = this.voice.close();
    this.link.close();
    await this.#lane.runNext(() => this.link.release());
    await left;
  }

  /** The node it is on was lost: it goes to another one, before anything else. */
  recover(lost: Node): Promise<void> {
    return this.aside(async () => {
      if (this.node === lost && !lost.isAvailable)
        await this.link.recover(`node ${lost.identifier} was lost: ${lost.why}`);
    });
  }

  /** A node can be reached again. */
  comeBack(): Promise<void> {
    return this.aside(async () => {
      if (!this.link.isOrphaned) return;
      try {
        await this.link.recover('a node is back');
      } catch (error) {
        // It still has no node, which was told when that began.
        if (!(error instanceof PlayerOrphanedError)) throw error;
      }
    });
  }

  /** The node it is on has a new session, and knows nothing of it. */
  rebuild(why: string): Promise<void> {
    return this.aside(() => this.#rebuild(why));
  }

  async #rebuild(why: string): Promise<void> {
    // Without voice there is nothing to be heard: it is told everything when the voice is there.
    if (this.voice.data === undefined) this.link.distrust();
    else await this.link.rebuild(why);
  }

  get formerChannelId(): string | undefined {
    return this.#formerChannelId;
  }

  /** Where it is or is going to be, also while it waits for its turn to enter. */
  get channelId(): string | undefined {
    return this.voice.channelId ?? this.#formerChannelId;
  }

  /** Enters the channel that it was in in another process, unless somebody sent it elsewhere since. */
  rejoin(): Promise<void> {
    return this.aside(async () => {
      const channelId = this.#formerChannelId;
      if (channelId !== undefined && this.voice.channelId === undefined) await this.#enter(channelId, {});
    });
  }

  /** Whatever of it is left on a node is deleted there, unless it is on it. */
  keepOff(node: Node): Promise<void> {
    // In its turn: it may be on its way there.
    return this.aside(async () => {
      if (this.node !== node) await this.#context.homes.clear(node, this.guildId);
    });
  }

  /** Goes to another node by the pool's wish, where it plays on. */
  moveTo(node: Node, why: string): Promise<void> {
    return this.aside(async () => {
      if (node !== this.node) await this.link.moveTo(node, why);
    });
  }

  /** Compares what a node has that was away with what it should have, and tells it everything when that differs. */
  reconcile(node: Node, remote: RemotePlayer | undefined): Promise<void> {
    // What was answered while a command is under way says nothing of what holds after it.
    const isOld = this.isBusy;
    return this.aside(async () => {
      if (this.node !== node || !node.isAvailable) return;
      const present = isOld ? await node.fetchPlayer(this.guildId) : remote;
      if (present === undefined || this.link.isUncertain) {
        this.link.distrust();
        await this.#rebuild('the node does not have it');
      } else if (this.#agreesWith(present)) this.#catchUp(present.state);
      else await this.#rebuild('the node has something else');
    });
  }

  #agreesWith({ track, volume, paused }: RemotePlayer): boolean {
    const { playing } = this.playback;
    if (volume !== this.playback.volume) return false;
    if (playing === undefined || playing.isOver) return track === null || playing !== undefined;
    return playing.id === playingIdOf(track?.userData) && paused === this.playback.isPaused;
  }

  /** Another node has it, or the same one anew: what has ended on the way there nobody will tell. */
  arrived(): void {
    this.#savedAt = undefined;
    this.#flow.left();
  }

  /** An event of the node it is on. */
  receive(event: EventMessage): void {
    switch (event.type) {
      case 'TrackStartEvent':
        this.#flow.started(event.track);
        return;
      case 'TrackEndEvent':
        this.#flow.ended(event.track, event.reason);
        return;
      case 'TrackExceptionEvent':
        this.#flow.failed(event.track, event.exception);
        return;
      case 'TrackStuckEvent':
        this.#flow.stuck(event.track, event.thresholdMs);
        return;
      case 'WebSocketClosedEvent':
        this.#context.tell('socketClosed', this.player, event.code, event.reason, event.byRemote);
        this.voice.closed(event.code, event.byRemote);
        return;
      default:
        return;
    }
  }

  /** The node it is on says where it is. */
  report(state: RemoteState): void {
    if (!this.link.isSettled || !this.playback.report(state)) return;
    this.#context.heard(this, state);
    this.#context.tell('playerUpdate', this.player, state);
  }

  /** The node never stopped playing while it could not be reached. */
  #catchUp(state: RemoteState): void {
    this.link.trust();
    if (this.playback.playing !== undefined) this.playback.playing.isAwaited = false;
    this.#relate(state);
    this.playback.follow(state);
    this.playback.report(state);
    this.follow();
  }

  /** The node went on playing from one process to the next, so that place and report have moved together. */
  #relate({ position }: RemoteState): void {
    const savedAt = this.#savedAt;
    this.#savedAt = undefined;
    const clock = this.playback.playing?.clock;
    if (savedAt === undefined || clock === undefined) return;
    const isPlain = clock.rate === 1;
    const elapsedMs = this.playback.isPaused ? 0 : Math.max(0, Date.now() - savedAt);
    clock.relate(isPlain ? position : clock.place + elapsedMs * clock.rate, position);
  }

  /** Ends without a word to anybody: the pool is closed. */
  abandon(): void {
    this.#destroyed ??= 'the pool was closed';
    this.#flow.interrupt();
    this.#autoplay?.clear();
    this.voice.abandon();
  }

  /** Runs a command that nobody waits for, before those that wait; its failure goes to the log. */
  aside(run: () => Promise<void>): Promise<void> {
    return this.#lane.runNext(async () => {
      if (this.#destroyed !== undefined) return;
      try {
        await this.#changing(run);
      } catch (error) {
        if (!this.isDestroyed) this.#context.failed(this.player, error);
      }
    });
  }

  async #changing<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      this.#flow.putBack();
      if (this.link.isUncertain && !this.link.isOrphaned) this.#makeSure();
      throw error;
    } finally {
      this.follow();
      this.#context.changed();
    }
  }

  /** What failed is undone here, and the node may have done it all the same: it is told what holds. */
  #makeSure(): void {
    void this.aside(async () => {
      if (this.link.isUncertain) await this.#rebuild('its state there was unknown');
    });
  }

  /** Tells when the state is another one than was told last. */
  follow(): void {
    const from = this.#toldState;
    const { state } = this;
    if (from === state) return;
    this.#toldState = state;
    this.inactivity.follow(state, this.#context.clock.now());
    this.#context.tell('playerStateChange', this.player, from);
  }

  #requireLife(): void {
    if (this.#destroyed !== undefined) throw new PlayerDestroyedError(this.guildId, this.#destroyed);
  }

  #requireChannel(): void {
    if (this.voice.channelId === undefined) throw new PlayerNotConnectedError(this.guildId);
  }

  #checkFilters(filters: Filters | undefined): void {
    const { node } = this;
    if (filters !== undefined && node?.info !== undefined) filters.checkSupported(node.identifier, node.info);
  }
}
