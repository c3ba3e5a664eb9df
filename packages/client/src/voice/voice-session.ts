import type { Cancel, Clock } from '@reprise/clock';
import { durationMs } from '@reprise/options';
import { VoiceClientError, VoiceTimeoutError } from '../errors/index.ts';
import type { Connector } from './connector.ts';
import { JoinLane } from './join-lane.ts';
import { PendingJoin } from './pending-join.ts';
import { sendVoice, type VoiceWish } from './send-voice.ts';
import { becomeSpeaker } from './stage.ts';
import { isSameVoice, type VoiceData, VoiceHalves } from './voice-data.ts';
import type { VoiceListener } from './voice-listener.ts';
import type { VoicePacket, VoiceServerPacket, VoiceStatePacket } from './voice-packet.ts';

/** What a {@link VoiceSession} needs. */
export interface VoiceSessionOptions {
  readonly guildId: string;
  readonly connector: Connector;
  readonly clock: Clock;
  readonly listener: VoiceListener;
  /** Longest wait for Discord's two updates, in milliseconds. @defaultValue 10_000 */
  readonly joinTimeoutMs?: number;
}

/** How the bot is in a channel. */
export interface JoinOptions {
  /** Hears nobody, which spares it what they say. @defaultValue true */
  readonly selfDeaf?: boolean;
  /** Is not heard. @defaultValue false */
  readonly selfMute?: boolean;
  /** Gives this caller up. The bot leaves again when it was the last one. */
  readonly signal?: AbortSignal | undefined;
}

/** A leave that Discord does not confirm by then is over all the same. */
const LEAVE_TIMEOUT_MS = 1_000;
/** After this time Discord does not answer any more to a leave that was part of a rejoin. */
const OWN_LEAVE_MS = 20_000;

/**
 * The bot's place in the voice of one guild: what it wants, and what Discord says.
 *
 * The packets of the guild go into {@link VoiceSession.receive}, in any order and as often as they come; what a node has
 * to be given comes out by the listener.
 */
export class VoiceSession {
  readonly guildId: string;
  readonly #connector: Connector;
  readonly #clock: Clock;
  readonly #listener: VoiceListener;
  readonly #joinTimeoutMs: number;
  readonly #halves = new VoiceHalves();
  readonly #lane = new JoinLane();
  #wish: VoiceWish | undefined;
  #pending: PendingJoin | undefined;
  /** When leaves were sent as parts of rejoins that Discord has yet to answer: a lost gateway hands the answers in later. */
  #ownLeaves: readonly number[] = [];
  #leaving: { readonly done: PromiseWithResolvers<void>; readonly cancel: Cancel } | undefined;
  #told: VoiceData | undefined;
  #cancelSettling: Cancel | undefined;
  #isSuppressed = false;
  #isUnavailable = false;
  /** Voice of the shard's session before is void. */
  #isShardNew = false;

  /** @throws TypeError or RangeError when `joinTimeoutMs` is none. */
  constructor(options: VoiceSessionOptions) {
    this.guildId = options.guildId;
    this.#connector = options.connector;
    this.#clock = options.clock;
    this.#listener = options.listener;
    this.#joinTimeoutMs = durationMs('joinTimeoutMs', options.joinTimeoutMs ?? 10_000, { min: 1 });
  }

  /** Where the bot wants to be, also while it is not there yet; undefined once it left or was kicked. */
  get wantedChannelId(): string | undefined {
    return this.#wish?.channelId;
  }

  /** Where the bot is, by Discord. */
  get channelId(): string | undefined {
    return this.#halves.channelId;
  }

  /** The data that the listener was told last and that holds. */
  get voice(): VoiceData | undefined {
    return this.#told;
  }

  /** Whether the bot may not be heard. */
  get isSuppressed(): boolean {
    return this.#isSuppressed;
  }

  /** Whether the guild or its shard is away. */
  get isUnavailable(): boolean {
    return this.#isUnavailable;
  }

  /**
   * Enters a channel, or moves to it. Resolves at once when the bot is there. Joins of the same channel at the same time
   * are one; a join of another channel waits for its turn.
   *
   * @throws VoiceTimeoutError when Discord does not let the bot in in time, VoiceClientError when the client cannot send,
   *   an `AbortError` when the bot left or was kicked meanwhile, or the reason of `signal`.
   */
  async join(channelId: string, options: JoinOptions = {}): Promise<VoiceData> {
    const { selfDeaf = true, selfMute = false, signal } = options;
    const enter = (abandoned: AbortSignal): Promise<VoiceData> =>
      this.#enter({ channelId, selfDeaf, selfMute }, abandoned);
    return this.#lane.run(channelId, enter, signal);
  }

  /**
   * Leaves the channel and enters it again, so that Discord starts the voice anew. Shares a join that is under way.
   *
   * @throws VoiceClientError when the bot wants to be in no channel, and what {@link VoiceSession.join} throws. The bot
   *   still wants to be there then: the next try is the caller's.
   */
  async rejoin(): Promise<VoiceData> {
    return this.#lane.run(this.#wanted().channelId, () => this.#ask(this.#wanted(), true).outcome);
  }

  /**
   * Asks Discord for the same channel again. It may answer with new data, which the listener is told, or not at all.
   *
   * @throws VoiceClientError when the bot wants to be in no channel, or the client cannot send.
   */
  async refresh(): Promise<void> {
    await this.#send(this.#wanted());
  }

  /**
   * Leaves, and ends every join that is under way. Never fails: a client that cannot send has lost its place anyway.
   * Resolves when Discord confirms it, at most a second later.
   */
  leave(): Promise<void> {
    if (this.#leaving !== undefined) return this.#leaving.done.promise;
    const isAnywhere = this.#wish !== undefined || this.channelId !== undefined;
    const done = Promise.withResolvers<void>();
    if (!isAnywhere) done.resolve();
    this.#endJoins('it was told to leave', done.promise);
    if (!isAnywhere) return done.promise;
    this.#leaving = { done, cancel: this.#clock.after(LEAVE_TIMEOUT_MS, () => this.#hasLeft()) };
    this.#send(undefined).catch(() => this.#hasLeft());
    return done.promise;
  }

  /**
   * Makes the bot a speaker of the stage it is in; does nothing when it may be heard.
   *
   * @throws StageRefusedError when the client has no way to, or Discord refuses.
   */
  async becomeSpeaker(): Promise<void> {
    const { channelId } = this;
    if (this.#isSuppressed && channelId !== undefined) await becomeSpeaker(this.#connector, this.guildId, channelId);
  }

  /** Ends the session without a word to Discord or to the listener. */
  close(): void {
    this.#endJoins('its player is gone');
    this.#leaving?.cancel();
    this.#leaving?.done.resolve();
    this.#leaving = undefined;
    this.#forget();
  }

  /** Takes a packet of this guild, or of its shard. */
  receive(packet: VoicePacket): void {
    switch (packet.kind) {
      case 'state':
        this.#backAgain();
        if (packet.userId === this.#connector.userId) this.#state(packet);
        break;
      case 'server':
        this.#backAgain();
        this.#server(packet);
        break;
      case 'guild':
        this.#backAgain(packet.voiceStates());
        break;
      case 'guildGone':
        if (packet.isUnavailable) this.#outage();
        else this.#gone();
        break;
      case 'shardReady':
        this.#isShardNew = true;
        this.#outage();
        break;
      case 'shardResumed':
        this.#pending?.askAgain();
    }
  }

  async #enter(wish: VoiceWish, abandoned: AbortSignal): Promise<VoiceData> {
    abandoned.throwIfAborted();
    const before = this.#wish;
    this.#wish = wish;
    // What was said before the bot wanted anything is of another life.
    if (before === undefined) this.#forget();
    const known = this.#told;
    if (known?.channelId === wish.channelId) {
      if (before?.selfDeaf !== wish.selfDeaf || before.selfMute !== wish.selfMute) await this.#send(wish);
      return known;
    }
    const join = this.#ask(wish, false);
    const giveUp = (): void => this.#fail(join, abandoned.reason);
    abandoned.addEventListener('abort', giveUp, { once: true });
    return join.outcome.finally(() => abandoned.removeEventListener('abort', giveUp));
  }

  #ask(wish: VoiceWish, isRejoin: boolean): PendingJoin {
    const { channelId } = wish;
    const start = { clock: this.#clock, timeoutMs: this.#joinTimeoutMs, channelId, from: this.channelId, isRejoin };
    const join = new PendingJoin(start, {
      send: (wanted) => {
        if (wanted === null) this.#ownLeaves = [...this.#openLeaves(), this.#clock.now()];
        return this.#send(wanted === null ? undefined : wish);
      },
      restarted: () => this.#forget(),
      timedOut: (late) => this.#fail(late, this.#timeout(late)),
      failed: (failed, error) => this.#fail(failed, error),
    });
    this.#pending = join;
    join.ask();
    return join;
  }

  #fail(join: PendingJoin, error: unknown): void {
    if (this.#pending !== join) return;
    this.#pending = undefined;
    if (!join.isRejoin) this.#retreat(join);
    join.reject(error);
  }

  /** A move that failed leaves the bot where it is; a join that failed must not leave it in a channel without sound. */
  #retreat({ from }: PendingJoin): void {
    const { channelId } = this;
    if (this.#wish === undefined) return;
    this.#wish = from === undefined || channelId === undefined ? undefined : { ...this.#wish, channelId };
    if (this.#wish !== undefined) return;
    this.#forget();
    this.#sendQuietly();
  }

  #send(wish: VoiceWish | undefined): Promise<void> {
    return sendVoice(this.#connector, this.guildId, wish);
  }

  /** Nothing is lost with it: a client that cannot send has lost its place, and what is wanted is asked for later. */
  #sendQuietly(): void {
    this.#send(this.#wish).catch(() => undefined);
  }

  #state({ channelId, sessionId, isSuppressed }: VoiceStatePacket): void {
    if (channelId === null) this.#unplaced();
    else this.#placed(channelId, sessionId, isSuppressed);
  }

  #placed(channelId: string, sessionId: string, isSuppressed: boolean): void {
    const from = this.channelId;
    this.#halves.place(channelId, sessionId, this.#clock.now());
    if (this.#wish === undefined) return;
    this.#pending?.placed(channelId);
    if (isSuppressed !== this.#isSuppressed) {
      this.#isSuppressed = isSuppressed;
      this.#listener.suppressed(isSuppressed);
    }
    if (from !== undefined && from !== channelId) {
      // Whoever was let in can be moved on before the voice server is known.
      if (this.#pending?.hasState ?? true) this.#wish = { ...this.#wish, channelId };
      this.#listener.moved(from, channelId);
    }
    this.#tell();
  }

  #server({ token, endpoint }: VoiceServerPacket): void {
    this.#halves.serve(token, endpoint);
    this.#pending?.served(endpoint);
    if (endpoint !== null) this.#tell();
    else if (this.#told !== undefined) {
      this.#told = undefined;
      this.#listener.serverLost();
    }
  }

  /** Tells the listener what is complete and new. */
  #tell(): void {
    const join = this.#pending;
    const voice = this.#halves.data;
    if (voice === undefined || voice.channelId !== this.wantedChannelId || join?.isLeaving) return;
    this.#cancelSettling?.();
    const isNew = !isSameVoice(voice, this.#told);
    const settleMs = isNew ? this.#halves.settleMs(this.#clock.now()) : 0;
    if (settleMs > 0) {
      this.#cancelSettling = this.#clock.after(settleMs, () => this.#tell());
      return;
    }
    this.#pending = undefined;
    if (isNew) {
      this.#told = voice;
      this.#halves.told();
      this.#listener.ready(voice, join !== undefined);
    }
    join?.resolve(voice);
  }

  /** The bot is in no channel. */
  #unplaced(): void {
    const wasIn = this.channelId !== undefined;
    const isOwn = this.#takeOwnLeave();
    const isExpected = this.#pending?.unplaced() ?? (isOwn || !wasIn);
    if (!isExpected || this.#leaving !== undefined) {
      this.#gone();
      return;
    }
    this.#forget();
    // A rejoin of before is answered after another one has succeeded. Discord may have heard all of it, or the leave alone.
    if (wasIn && this.#pending === undefined && this.#wish !== undefined) this.#sendQuietly();
  }

  /** Whether Discord answers a leave of the session's own. */
  #takeOwnLeave(): boolean {
    const [oldest, ...later] = this.#openLeaves();
    this.#ownLeaves = later;
    return oldest !== undefined;
  }

  /** Those that may still be answered; Discord says nothing to a leave of who is not there. */
  #openLeaves(): readonly number[] {
    return this.#ownLeaves.filter((sentAt) => this.#clock.now() - sentAt <= OWN_LEAVE_MS);
  }

  /** The bot is in no channel any more, as it wanted or not. */
  #gone(): void {
    if (this.#leaving === undefined) this.#kicked();
    else this.#hasLeft();
  }

  #kicked(): void {
    const hadWish = this.#wish !== undefined;
    this.#endJoins('it was removed from the channel');
    this.#forget();
    if (hadWish) this.#listener.left('kicked');
  }

  #hasLeft(): void {
    const leaving = this.#leaving;
    if (leaving === undefined) return;
    this.#leaving = undefined;
    leaving.cancel();
    this.#forget();
    this.#listener.left('asked');
    leaving.done.resolve();
  }

  #outage(): void {
    if (this.#isUnavailable) return;
    this.#isUnavailable = true;
    this.#listener.unavailable(true);
  }

  /** A packet of the guild came: the outage is over. `states`: who is where, when it says. */
  #backAgain(states?: readonly VoiceStatePacket[]): void {
    if (!this.#isUnavailable) return;
    this.#isUnavailable = false;
    this.#takePlaceAgain(states);
    this.#isShardNew = false;
    this.#listener.unavailable(false);
  }

  #takePlaceAgain(states: readonly VoiceStatePacket[] | undefined): void {
    this.#pending?.askAgain();
    if (this.#pending !== undefined || this.#wish === undefined) return;
    if (states === undefined && !this.#isShardNew) return;
    const own = states?.find(({ userId }) => userId === this.#connector.userId);
    const isThere = own?.channelId !== null && own?.sessionId === this.#halves.sessionId && !this.#isShardNew;
    if (own !== undefined && isThere) {
      this.#state(own);
      return;
    }
    this.#forget();
    this.#sendQuietly();
  }

  #forget(): void {
    this.#cancelSettling?.();
    this.#halves.forget();
    this.#told = undefined;
    this.#isSuppressed = false;
  }

  #wanted(): VoiceWish {
    if (this.#wish !== undefined) return this.#wish;
    throw new VoiceClientError(`The bot is in no voice channel of guild ${this.guildId}: join one first.`);
  }

  #endJoins(why: string, until?: Promise<void>): void {
    const message = `The bot did not get into a voice channel of guild ${this.guildId}: ${why}.`;
    const error = new DOMException(message, 'AbortError');
    this.#wish = undefined;
    this.#lane.clear(error, until);
    if (this.#pending !== undefined) this.#fail(this.#pending, error);
  }

  #timeout({ channelId, missing }: PendingJoin): VoiceTimeoutError {
    const { guildId, isUnavailable: isGuildUnavailable } = this;
    const timeoutMs = this.#joinTimeoutMs;
    const { advice } = this.#connector;
    return new VoiceTimeoutError({ guildId, channelId, timeoutMs, missing, isGuildUnavailable, advice });
  }
}
