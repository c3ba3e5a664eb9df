import type { FakeDiscordOptions } from './discord-options.ts';
import type { FakeGateway } from './fake-gateway.ts';
import type { FakeGuild, VoiceStateChange } from './fake-guild.ts';
import type { VoiceStateData } from './packets.ts';
import type { Secrets } from './secrets.ts';

/** Voice close code: kicked, moved, or the channel, the voice server or the gateway session is gone. */
export const DISCONNECTED = 4014;

type Flags = Pick<VoiceStateData, 'self_mute' | 'self_deaf'>;

/** What a {@link BotInVoice} works with. */
export interface BotInVoiceParts {
  readonly options: Required<FakeDiscordOptions>;
  readonly gateway: FakeGateway;
  readonly secrets: Secrets;
  /** Ends connections to the voice servers of a guild. */
  readonly hangUp: (guildId: string, code: number) => void;
}

/** What becomes of the bot in the voice channels of a guild, and what Discord tells of it. */
export class BotInVoice {
  isSilent = false;
  readonly #parts: BotInVoiceParts;

  constructor(parts: BotInVoiceParts) {
    this.#parts = parts;
  }

  /** Puts the bot into a channel in which it is not. */
  enter(guild: FakeGuild, channelId: string, isStage: boolean, flags: Partial<Flags>, delayMs = 0): void {
    const { options, secrets, hangUp } = this.#parts;
    const { userId } = options;
    const isMove = guild.channelOf(userId) !== null;
    const session = isMove ? {} : { session_id: secrets.text() };
    const state = guild.place(userId, channelId, true, { ...session, ...flags, suppress: isStage });
    guild.token = secrets.text();
    if (isMove) hangUp(guild.id, DISCONNECTED);
    this.#tellBoth(guild, state, delayMs);
  }

  /** Answers the wish for the channel in which it is. */
  rejoin(guild: FakeGuild, channelId: string, flags: Flags): void {
    const { options, secrets } = this.#parts;
    const { userId, onRejoin, answerAfterMs } = options;
    const before = guild.stateOf(userId);
    const state = guild.place(userId, channelId, true, flags);
    const isSame = before?.self_deaf === flags.self_deaf && before?.self_mute === flags.self_mute;
    if (onRejoin === 'both') {
      guild.token = secrets.text();
      this.#tellBoth(guild, state, answerAfterMs);
    } else if (onRejoin === 'state-only' || !isSame) this.tellState(state, answerAfterMs);
  }

  /** Takes it out of its channel. */
  leave(guild: FakeGuild, delayMs = 0): void {
    const state = guild.remove(this.#parts.options.userId);
    if (state === undefined) return;
    this.#parts.hangUp(guild.id, DISCONNECTED);
    this.tellState(state, delayMs);
  }

  /** Changes how it is in its channel. Nothing happens when it is in none. */
  change(guild: FakeGuild, change: VoiceStateChange): void {
    const { userId } = this.#parts.options;
    const channelId = guild.channelOf(userId);
    if (channelId !== null) this.tellState(guild.place(userId, channelId, true, change));
  }

  /** Gives the guild another voice server, or none. */
  changeServer(guild: FakeGuild, endpoint: string | null): void {
    const { options, secrets, hangUp } = this.#parts;
    guild.endpoint = endpoint;
    guild.token = secrets.text();
    if (guild.channelOf(options.userId) === null) return;
    hangUp(guild.id, DISCONNECTED);
    this.#tellServer(guild);
  }

  #tellBoth(guild: FakeGuild, state: VoiceStateData, delayMs: number): void {
    const { order, gapMs } = this.#parts.options;
    const isStateFirst = order === 'state-first';
    if (isStateFirst) this.tellState(state, delayMs);
    this.#tellServer(guild, delayMs + (isStateFirst ? gapMs : 0));
    if (!isStateFirst) this.tellState(state, delayMs + gapMs);
  }

  /** Tells where somebody is. */
  tellState(state: VoiceStateData, delayMs = 0): void {
    const isOwn = state.user_id === this.#parts.options.userId;
    if (!(isOwn && this.isSilent)) this.#parts.gateway.send('VOICE_STATE_UPDATE', state, delayMs);
  }

  #tellServer({ id, token, endpoint }: FakeGuild, delayMs = 0): void {
    if (!this.isSilent) this.#parts.gateway.send('VOICE_SERVER_UPDATE', { guild_id: id, token, endpoint }, delayMs);
  }
}
