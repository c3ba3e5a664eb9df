import type { Clock } from '@reprise/clock';
import { VoiceLostError } from '../errors/index.ts';
import type { Connector } from '../voice/connector.ts';
import type { VoiceData } from '../voice/voice-data.ts';
import type { VoiceListener } from '../voice/voice-listener.ts';
import type { VoicePacket } from '../voice/voice-packet.ts';
import { type RecoveryHost, VoiceRecovery } from '../voice/voice-recovery.ts';
import { type JoinOptions, VoiceSession } from '../voice/voice-session.ts';

/** What a player's voice needs of the player. */
export interface PlayerVoiceHost {
  readonly guildId: string;
  readonly connector: Connector;
  readonly clock: Clock;
  readonly joinTimeoutMs: number;
  readonly selfDeaf: boolean;
  readonly selfMute: boolean;
  /** Gives voice data to the node, within a command. */
  give(voice: VoiceData): Promise<void>;
  /** Has the node begin anew, with voice data that it may have been given before, within a command. */
  renew(why: string): Promise<void>;
  /** Runs a command that nobody waits for. */
  aside(run: () => Promise<void>): void;
  /** The state may be another one. */
  follow(): void;
  /** Whether the node says that its voice connection is open. */
  isVoiceOpen(): Promise<boolean>;
  moved(from: string, to: string): void;
  /** The bot was taken out of its channel. */
  kicked(): void;
  /** Goes to another node for good, and says so when there is none. */
  moveNode(why: string): void;
  /** Goes to another node. @returns False when there is none. */
  leaveNode(why: string, leaving: () => void): Promise<boolean>;
  failed(error: Error): void;
}

/** A player's place in a voice channel: gets it there, keeps it there, and tells the node. */
export class PlayerVoice implements VoiceListener, RecoveryHost {
  readonly #host: PlayerVoiceHost;
  readonly #session: VoiceSession;
  readonly #recovery: VoiceRecovery;
  #selfDeaf: boolean;
  #selfMute: boolean;
  /** A join is under way, which gives the node what Discord answers. */
  #isEntering = false;
  #isJoining = false;
  /** Why the node is to begin anew with what Discord answers to a rejoin. */
  #renewal: string | undefined;
  /** It was given up: what can be tried has been. */
  #isLost = false;
  #leftChannelId: string | undefined;

  constructor(host: PlayerVoiceHost) {
    this.#host = host;
    this.#selfDeaf = host.selfDeaf;
    this.#selfMute = host.selfMute;
    const { guildId, connector, clock, joinTimeoutMs } = host;
    this.#session = new VoiceSession({ guildId, connector, clock, joinTimeoutMs, listener: this });
    this.#recovery = new VoiceRecovery(this, clock);
  }

  /** Where it is or wants to be. */
  get channelId(): string | undefined {
    return this.#session.wantedChannelId;
  }

  /** Where it is, or was when it left. */
  get lastChannelId(): string | undefined {
    return this.channelId ?? this.#leftChannelId;
  }

  /** Whether a join is under way. */
  get isEntering(): boolean {
    return this.#isEntering;
  }

  /** What a node needs; undefined until Discord has said it. */
  get data(): VoiceData | undefined {
    return this.#session.voice;
  }

  get selfDeaf(): boolean {
    return this.#selfDeaf;
  }

  get selfMute(): boolean {
    return this.#selfMute;
  }

  /** Whether it is on its way into a channel, with nothing to be heard until it is there. */
  get isJoining(): boolean {
    return this.#isJoining;
  }

  /** Whether it is as it should be, as far as is known: nothing is being done about it, and nothing was given up. */
  get isSettled(): boolean {
    const isUnderWay = this.#isEntering || this.#renewal !== undefined || this.#recovery.isAtWork;
    return !(isUnderWay || this.#isLost || this.#session.isUnavailable);
  }

  /** Enters a channel and gives it to the node. Within a command. */
  async join(channelId: string, options: JoinOptions): Promise<void> {
    const { selfDeaf = this.#selfDeaf, selfMute = this.#selfMute, signal } = options;
    this.#isLost = false;
    this.#isEntering = true;
    this.#isJoining = this.#session.voice === undefined;
    this.#host.follow();
    try {
      const voice = await this.#session.join(channelId, { selfDeaf, selfMute, ...(signal && { signal }) });
      this.#selfDeaf = selfDeaf;
      this.#selfMute = selfMute;
      await this.#host.give(voice);
    } finally {
      this.#isEntering = false;
      this.#isJoining = false;
      this.#host.follow();
    }
  }

  /** Asks Discord for the same channel again; it may answer with fresh data. @throws as {@link VoiceSession.refresh}. */
  refresh(): Promise<void> {
    return this.#session.refresh();
  }

  /**
   * Leaves and enters the channel again, and has the node begin anew. @throws as {@link VoiceSession.rejoin}.
   */
  async renew(why: string): Promise<void> {
    this.#renewal = why;
    try {
      await this.#session.rejoin();
    } finally {
      this.#renewal = undefined;
    }
  }

  /** Takes it to another node. @param leaving - Called when there is one. @returns False when there is none. */
  leaveNode(why: string, leaving: () => void): Promise<boolean> {
    return this.#host.leaveNode(why, leaving);
  }

  leave(): Promise<void> {
    this.#leftChannelId = this.lastChannelId;
    this.#isLost = false;
    this.#recovery.reset();
    return this.#session.leave();
  }

  /** Leaves for good. */
  async close(): Promise<void> {
    this.#recovery.reset();
    await this.#session.leave();
    this.#session.close();
  }

  /** Ends without a word to Discord. */
  abandon(): void {
    this.#recovery.reset();
    this.#session.close();
  }

  receive(packet: VoicePacket): void {
    this.#session.receive(packet);
  }

  /** The node's voice connection was closed. */
  closed(code: number, byRemote: boolean): void {
    this.#recovery.closed(code, byRemote);
  }

  /** As {@link VoiceListener} says; so are the next ones. */
  ready(voice: VoiceData, isAsked: boolean): void {
    const why = isAsked ? this.#renewal : undefined;
    this.#isLost = false;
    this.#recovery.renewed();
    // A join gives it to the node itself, as part of its command.
    if (isAsked && this.#isEntering) return;
    this.#host.aside(async () => {
      if (this.#session.voice !== voice) return;
      await (why === undefined ? this.#host.give(voice) : this.#host.renew(why));
    });
  }

  moved(from: string, to: string): void {
    this.#host.moved(from, to);
  }

  left(kind: 'asked' | 'kicked'): void {
    if (kind === 'kicked') this.#host.kicked();
    else this.#host.follow();
  }

  serverLost(): void {
    this.#recovery.serverLost();
  }

  suppressed(isSuppressed: boolean): void {
    if (isSuppressed) void this.#becomeSpeaker();
  }

  unavailable(isUnavailable: boolean): void {
    this.#recovery.unavailable(isUnavailable);
  }

  /** As {@link RecoveryHost} says; so are the next ones. */
  hasChannel(): boolean {
    return this.channelId !== undefined;
  }

  rejoin(): Promise<unknown> {
    return this.#session.rejoin();
  }

  isVoiceOpen(): Promise<boolean> {
    return this.#host.isVoiceOpen();
  }

  moveNode(why: string): void {
    this.#host.moveNode(why);
  }

  gaveUp(why: string, cause?: unknown): void {
    this.#isLost = true;
    this.#host.failed(new VoiceLostError(this.#host.guildId, why, { cause }));
  }

  async #becomeSpeaker(): Promise<void> {
    try {
      await this.#session.becomeSpeaker();
    } catch (error) {
      this.#host.failed(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
