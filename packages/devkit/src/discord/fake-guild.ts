import type { VoiceCredentials } from '../voice-server/voice-server-options.ts';
import { memberOf, type UserData, userOf, type VoiceStateData } from './packets.ts';
import { GuildProfile } from './world/guild-profile.ts';

/** Voice close codes of Discord. */
const AUTHENTICATION_FAILED = 4004;
const SESSION_INVALID = 4006;

/** What of a voice state may be changed. */
export type VoiceStateChange = Partial<
  Pick<VoiceStateData, 'session_id' | 'self_deaf' | 'self_mute' | 'suppress' | 'request_to_speak_timestamp'>
>;

/** A guild as Discord knows it: who is in which voice channel, and which voice server it has. */
export class FakeGuild {
  readonly id: string;
  /** Its roles, channels and members. */
  readonly profile: GuildProfile;
  readonly #states = new Map<string, VoiceStateData>();
  /** The bot is a member. */
  isJoined = true;
  /** Lost its voice server while `null`. */
  endpoint: string | null;
  token = '';

  constructor(id: string, endpoint: string, bot: UserData) {
    this.id = id;
    this.profile = new GuildProfile(id, bot.id);
    this.profile.members.set(bot.id, memberOf(bot));
    this.endpoint = endpoint;
  }

  /** Where everybody is; whoever is in no channel is not in it. */
  get voiceStates(): readonly VoiceStateData[] {
    return [...this.#states.values()];
  }

  stateOf(userId: string): VoiceStateData | undefined {
    return this.#states.get(userId);
  }

  channelOf(userId: string): string | null {
    return this.#states.get(userId)?.channel_id ?? null;
  }

  /** Those in a channel. */
  in(channelId: string): readonly VoiceStateData[] {
    return this.voiceStates.filter(({ channel_id }) => channel_id === channelId);
  }

  /** Puts somebody into a channel, or changes how they are there. */
  place(userId: string, channelId: string, isBot: boolean, change: VoiceStateChange): VoiceStateData {
    const before = this.#states.get(userId) ?? this.#blank(userId, isBot);
    const member = this.profile.members.get(userId) ?? before.member;
    const state = { ...before, ...change, member, channel_id: channelId };
    this.#states.set(userId, state);
    return state;
  }

  /** Takes somebody out. `undefined` when they were in no channel. */
  remove(userId: string): VoiceStateData | undefined {
    const state = this.#states.get(userId);
    this.#states.delete(userId);
    return state && { ...state, channel_id: null, suppress: false, request_to_speak_timestamp: null };
  }

  /** Whether a connection to its voice server may stay: `undefined`, or the code that it is closed with. */
  judge({ userId, sessionId, token, endpoint }: VoiceCredentials): number | undefined {
    if (this.#states.get(userId)?.session_id !== sessionId || endpoint !== this.endpoint) return SESSION_INVALID;
    return token === this.token ? undefined : AUTHENTICATION_FAILED;
  }

  #blank(userId: string, isBot: boolean): VoiceStateData {
    return {
      guild_id: this.id,
      channel_id: null,
      user_id: userId,
      session_id: '',
      deaf: false,
      mute: false,
      self_deaf: false,
      self_mute: false,
      self_video: false,
      suppress: false,
      request_to_speak_timestamp: null,
      member: memberOf(userOf(userId, isBot)),
    };
  }
}
