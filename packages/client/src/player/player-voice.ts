import type { Clock } from '@reprise/clock';
import { VoiceLostError } from '../errors/index.ts';
import type { Connector } from '../voice/connector.ts';
import type { VoiceData } from '../voice/voice-data.ts';
import type { VoicePacket } from '../voice/voice-packet.ts';
import { VoiceRecovery } from '../voice/voice-recovery.ts';
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
  /** Runs a command that nobody waits for. */
  aside(run: () => Promise<void>): void;
  /** The state may be another one. */
  follow(): void;
  /** Whether the node says that its voice connection is open. */
  isVoiceOpen(): Promise<boolean>;
  moved(from: string, to: string): void;
  /** The bot was taken out of its channel. */
  kicked(): void;
  moveNode(why: string): void;
  failed(error: Error): void;
}

/** A player's place in a voice channel: gets it there, keeps it there, and tells the node. */
export class PlayerVoice {
  readonly #host: PlayerVoiceHost;
  readonly #session: VoiceSession;
  readonly #recovery: VoiceRecovery;
  #selfDeaf: boolean;
  #selfMute: boolean;
  #isJoining = false;

  constructor(host: PlayerVoiceHost) {
    this.#host = host;
    this.#selfDeaf = host.selfDeaf;
    this.#selfMute = host.selfMute;
    const { guildId, connector, clock, joinTimeoutMs } = host;
    this.#session = new VoiceSession({
      guildId,
      connector,
      clock,
      joinTimeoutMs,
      listener: {
        ready: (voice, isAsked) => this.#ready(voice, isAsked),
        moved: (from, to) => host.moved(from, to),
        left: (kind) => this.#left(kind),
        serverLost: () => this.#recovery.serverLost(),
        suppressed: (isSuppressed) => void this.#suppressed(isSuppressed),
        unavailable: (isUnavailable) => this.#recovery.unavailable(isUnavailable),
      },
    });
    this.#recovery = new VoiceRecovery(
      {
        hasChannel: () => this.#session.wantedChannelId !== undefined,
        rejoin: () => this.#session.rejoin(),
        isVoiceOpen: () => host.isVoiceOpen(),
        moveNode: (why) => host.moveNode(why),
        gaveUp: (why) => host.failed(new VoiceLostError(guildId, why)),
        gone: () => host.kicked(),
      },
      clock,
    );
  }

  /** Where it is or wants to be. */
  get channelId(): string | undefined {
    return this.#session.wantedChannelId;
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

  /** Enters a channel and gives it to the node. Within a command. */
  async join(channelId: string, options: JoinOptions): Promise<void> {
    const { selfDeaf = this.#selfDeaf, selfMute = this.#selfMute, signal } = options;
    this.#isJoining = this.#session.voice === undefined;
    this.#host.follow();
    try {
      const voice = await this.#session.join(channelId, { selfDeaf, selfMute, ...(signal && { signal }) });
      this.#selfDeaf = selfDeaf;
      this.#selfMute = selfMute;
      await this.#host.give(voice);
    } finally {
      this.#isJoining = false;
      this.#host.follow();
    }
  }

  /** Asks Discord for the same channel again; it may answer with fresh data. */
  refresh(): void {
    this.#session.refresh();
  }

  /** Leaves and enters the channel again. */
  async rejoin(): Promise<void> {
    await this.#session.rejoin();
  }

  leave(): Promise<void> {
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

  #ready(voice: VoiceData, isAsked: boolean): void {
    this.#recovery.renewed();
    // A join gives it to the node itself, as part of its command.
    if (isAsked && this.#isJoining) return;
    this.#host.aside(async () => {
      if (this.#session.voice === voice) await this.#host.give(voice);
    });
  }

  #left(kind: 'asked' | 'kicked'): void {
    if (kind === 'kicked') this.#host.kicked();
    else this.#host.follow();
  }

  async #suppressed(isSuppressed: boolean): Promise<void> {
    if (!isSuppressed) return;
    try {
      await this.#session.becomeSpeaker();
    } catch (error) {
      this.#host.failed(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
