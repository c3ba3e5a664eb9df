/** Where a user is, by Discord (`VOICE_STATE_UPDATE`). */
export interface VoiceStatePacket {
  readonly kind: 'state';
  readonly guildId: string;
  readonly userId: string;
  /** `null`: in none. */
  readonly channelId: string | null;
  readonly sessionId: string;
  /** In the audience of a stage, or without the permission to speak. */
  readonly isSuppressed: boolean;
  /** Undefined when the packet does not say. */
  readonly isBot: boolean | undefined;
}

/** The voice server of a guild (`VOICE_SERVER_UPDATE`). */
export interface VoiceServerPacket {
  readonly kind: 'server';
  readonly guildId: string;
  readonly token: string;
  /** `null`: the server went away, and the next one is not known yet. */
  readonly endpoint: string | null;
}

/** A guild came, or came back (`GUILD_CREATE`). */
export interface GuildPacket {
  readonly kind: 'guild';
  readonly guildId: string;
  /** Who is in which channel; undefined when the packet does not say. */
  voiceStates(): VoiceStatePacket[] | undefined;
}

/** A guild went (`GUILD_DELETE`). */
export interface GuildGonePacket {
  readonly kind: 'guildGone';
  readonly guildId: string;
  /** An outage of Discord: the bot is still a member. */
  readonly isUnavailable: boolean;
}

/** A shard opened a new session (`READY`): the voice of its guilds has to be asked for again once they come. */
export interface ShardReadyPacket {
  readonly kind: 'shardReady';
  /** Its guilds. Empty: it has none, or the packet does not say. */
  readonly guildIds: readonly string[];
  /** Which of how many shards it is; undefined when the packet does not say. */
  readonly shard?: { readonly id: number; readonly count: number } | undefined;
}

/** A shard took up its session again (`RESUMED`). */
export interface ShardResumedPacket {
  readonly kind: 'shardResumed';
}

/** A packet of the gateway that says something of voice. */
export type VoicePacket =
  | VoiceStatePacket
  | VoiceServerPacket
  | GuildPacket
  | GuildGonePacket
  | ShardReadyPacket
  | ShardResumedPacket;

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads a packet of the gateway, `{ t, d }` as Discord and the libraries have it. Undefined for everything that says
 * nothing of voice, and for what is broken: it never throws.
 */
export function readVoicePacket(packet: unknown): VoicePacket | undefined {
  if (!isJson(packet)) return undefined;
  switch (packet.t) {
    case 'VOICE_STATE_UPDATE':
      return isJson(packet.d) ? stateOf(packet.d, packet.d.guild_id) : undefined;
    case 'VOICE_SERVER_UPDATE':
      return isJson(packet.d) ? serverOf(packet.d) : undefined;
    case 'GUILD_CREATE':
      return isJson(packet.d) ? guildOf(packet.d) : undefined;
    case 'GUILD_DELETE':
      return isJson(packet.d) ? guildGoneOf(packet.d) : undefined;
    case 'READY':
      return isJson(packet.d) ? shardReadyOf(packet.d) : undefined;
    case 'RESUMED':
      return { kind: 'shardResumed' };
    default:
      return undefined;
  }
}

/** Reads one entry of `voice_states`, or the data of a `VOICE_STATE_UPDATE`. */
export function stateOf(state: Json, guildId: unknown): VoiceStatePacket | undefined {
  const { user_id: userId, channel_id: channelId, session_id: sessionId = '' } = state;
  if (!isText(guildId) || !isText(userId) || typeof sessionId !== 'string') return undefined;
  if (channelId !== null && !isText(channelId)) return undefined;
  const isSuppressed = state.suppress === true;
  return { kind: 'state', guildId, userId, channelId, sessionId, isSuppressed, isBot: isBotIn(state.member) };
}

function serverOf({ guild_id: guildId, token, endpoint }: Json): VoiceServerPacket | undefined {
  if (!isText(guildId) || !isText(token)) return undefined;
  return { kind: 'server', guildId, token, endpoint: isText(endpoint) ? endpoint : null };
}

function guildOf(guild: Json): GuildPacket | undefined {
  const guildId = guild.id;
  // A shard of many guilds gets this packet for each: its lists are read only where there is a player.
  return isText(guildId) ? { kind: 'guild', guildId, voiceStates: () => statesOf(guild, guildId) } : undefined;
}

function statesOf(guild: Json, guildId: string): VoiceStatePacket[] | undefined {
  if (!Array.isArray(guild.voice_states)) return undefined;
  const isBotById = new Map<unknown, boolean | undefined>();
  for (const member of Array.isArray(guild.members) ? guild.members : []) {
    if (isJson(member) && isJson(member.user)) isBotById.set(member.user.id, isBotIn(member));
  }
  return guild.voice_states.flatMap((entry: unknown) => {
    const state = isJson(entry) ? stateOf(entry, guildId) : undefined;
    return state === undefined ? [] : [{ ...state, isBot: state.isBot ?? isBotById.get(state.userId) }];
  });
}

function guildGoneOf({ id: guildId, unavailable }: Json): GuildGonePacket | undefined {
  return isText(guildId) ? { kind: 'guildGone', guildId, isUnavailable: unavailable === true } : undefined;
}

function shardReadyOf({ guilds, shard }: Json): ShardReadyPacket | undefined {
  if (!Array.isArray(guilds)) return undefined;
  return {
    kind: 'shardReady',
    guildIds: guilds.flatMap((guild) => (isJson(guild) && isText(guild.id) ? [guild.id] : [])),
    shard: shardIn(shard),
  };
}

/** @see https://discord.com/developers/docs/events/gateway-events#ready */
function shardIn(shard: unknown): ShardReadyPacket['shard'] {
  const [id, count]: readonly unknown[] = Array.isArray(shard) ? shard : [];
  return isCount(id) && isCount(count) && id < count ? { id, count } : undefined;
}

/** Discord leaves `bot` out for people. */
function isBotIn(member: unknown): boolean | undefined {
  return isJson(member) && isJson(member.user) ? member.user.bot === true : undefined;
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
