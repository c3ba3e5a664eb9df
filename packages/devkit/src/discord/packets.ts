/** A packet of Discord's gateway as a bot gets it. */
export interface GatewayPacket {
  readonly op: 0;
  /** What it is, such as `VOICE_STATE_UPDATE`. */
  readonly t: string;
  /** Number of the packet in its gateway session, from 1. */
  readonly s: number;
  readonly d: object;
}

/** What a bot sends to enter, move or leave a voice channel (opcode 4). */
export interface VoiceStatePayload {
  readonly op: 4;
  readonly d: {
    readonly guild_id: string;
    /** `null` leaves. */
    readonly channel_id: string | null;
    readonly self_mute: boolean;
    readonly self_deaf: boolean;
  };
}

/** A user's place in the voice channels of a guild. */
export interface VoiceStateData {
  readonly guild_id: string;
  readonly channel_id: string | null;
  readonly user_id: string;
  readonly session_id: string;
  readonly deaf: boolean;
  readonly mute: boolean;
  readonly self_deaf: boolean;
  readonly self_mute: boolean;
  readonly self_video: boolean;
  /** In the audience of a stage. */
  readonly suppress: boolean;
  /** ISO 8601; `null` when the user has not asked to speak. */
  readonly request_to_speak_timestamp: string | null;
  readonly member: MemberData;
}

/** A member of a guild, as far as voice goes. */
export interface MemberData {
  readonly user: { readonly id: string; readonly username: string; readonly bot?: true };
  readonly roles: readonly string[];
  readonly deaf: boolean;
  readonly mute: boolean;
}

/** Who somebody is. Discord leaves `bot` out for people. */
export function memberOf(userId: string, isBot: boolean): MemberData {
  const user = { id: userId, username: `user-${userId}`, ...(isBot ? { bot: true as const } : {}) };
  return { user, roles: [], deaf: false, mute: false };
}
