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

/** A user as Discord shows them. */
export interface UserData {
  readonly id: string;
  readonly username: string;
  readonly global_name: string | null;
  readonly discriminator: '0';
  readonly avatar: null;
  /** Discord leaves it out for people. */
  readonly bot?: true;
}

/** A member of a guild. */
export interface MemberData {
  readonly user: UserData;
  readonly nick: string | null;
  readonly avatar: null;
  readonly roles: readonly string[];
  /** ISO 8601. */
  readonly joined_at: string;
  readonly deaf: boolean;
  readonly mute: boolean;
  readonly flags: number;
}

/** Some day before every test. */
const JOINED_AT = '2026-01-01T00:00:00.000000+00:00';

/** Who somebody is. */
export function userOf(userId: string, isBot: boolean, name: string = `user-${userId}`): UserData {
  const user = { id: userId, username: name, global_name: null, discriminator: '0', avatar: null } as const;
  return isBot ? { ...user, bot: true } : user;
}

/** Somebody as a member of a guild. */
export function memberOf(user: UserData, roles: readonly string[] = []): MemberData {
  return { user, nick: null, avatar: null, roles, joined_at: JOINED_AT, deaf: false, mute: false, flags: 0 };
}
