import type { PrivilegedIntent } from '../discord-options.ts';

const Intent = {
  guilds: 1,
  guildMembers: 1 << 1,
  guildVoiceStates: 1 << 7,
  guildPresences: 1 << 8,
  guildMessages: 1 << 9,
  messageContent: 1 << 15,
} as const;

const PRIVILEGED: Readonly<Record<PrivilegedIntent, number>> = {
  GuildMembers: Intent.guildMembers,
  GuildPresences: Intent.guildPresences,
  MessageContent: Intent.messageContent,
};

/** Those there are: 0 to 16, 20, 21, 24 and 25. */
const KNOWN = 0x1_ff_ff | (1 << 20) | (1 << 21) | (1 << 24) | (1 << 25);

/** Events that only those hear who asked for them. */
const NEEDED: Readonly<Record<string, number>> = {
  GUILD_CREATE: Intent.guilds,
  GUILD_DELETE: Intent.guilds,
  CHANNEL_DELETE: Intent.guilds,
  GUILD_ROLE_CREATE: Intent.guilds,
  GUILD_MEMBER_ADD: Intent.guildMembers,
  GUILD_MEMBER_UPDATE: Intent.guildMembers,
  VOICE_STATE_UPDATE: Intent.guildVoiceStates,
  MESSAGE_CREATE: Intent.guildMessages,
  MESSAGE_UPDATE: Intent.guildMessages,
  MESSAGE_DELETE: Intent.guildMessages,
};

/** Whether who asked for `intents` hears of an event. */
export function hears(intents: number, t: string): boolean {
  const needed = NEEDED[t] ?? 0;
  return (intents & needed) === needed;
}

/** Whether a guild comes with all its members, not only those in voice channels. */
export function seesAllMembers(intents: number): boolean {
  return (intents & Intent.guildPresences) !== 0;
}

/** The code that the gateway closes with for such intents; `undefined` when they are fine. */
export function refusalOf(intents: unknown, privileged: readonly PrivilegedIntent[]): 4013 | 4014 | undefined {
  if (typeof intents !== 'number' || !Number.isSafeInteger(intents) || (intents & ~KNOWN) !== 0) return 4013;
  const allowed = privileged.reduce((sum, name) => sum | PRIVILEGED[name], 0);
  const wanted = Object.values(PRIVILEGED).reduce((sum, bit) => sum | (intents & bit), 0);
  return (wanted & ~allowed) === 0 ? undefined : 4014;
}
