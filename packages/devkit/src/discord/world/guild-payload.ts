import type { FakeGuild } from '../fake-guild.ts';
import type { Json } from '../json.ts';
import type { ChannelType, GuildChannel, GuildRole } from './guild-profile.ts';
import { ALL_PERMISSIONS } from './permissions.ts';

const TYPES: Readonly<Record<ChannelType, number>> = { text: 0, voice: 2, stage: 13 };
const LISTS = [
  'emojis',
  'stickers',
  'threads',
  'presences',
  'stage_instances',
  'guild_scheduled_events',
  'soundboard_sounds',
  'features',
];
const SETTINGS = {
  icon: null,
  splash: null,
  banner: null,
  description: null,
  afk_channel_id: null,
  afk_timeout: 300,
  system_channel_id: null,
  system_channel_flags: 0,
  rules_channel_id: null,
  public_updates_channel_id: null,
  vanity_url_code: null,
  application_id: null,
  verification_level: 0,
  default_message_notifications: 0,
  explicit_content_filter: 0,
  mfa_level: 0,
  nsfw_level: 0,
  premium_tier: 0,
  premium_subscription_count: 0,
  premium_progress_bar_enabled: false,
} as const;

/** A guild as `GUILD_CREATE` tells of it: with its members when `hasAllMembers`, else with the bot and those in voice. */
export function guildPayload(guild: FakeGuild, hasAllMembers: boolean): Json {
  const { id, profile, voiceStates } = guild;
  const present = new Set([profile.botId, ...voiceStates.map(({ user_id }) => user_id)]);
  const members = new Map(voiceStates.map(({ user_id, member }) => [user_id, member]));
  for (const [userId, member] of profile.members) if (hasAllMembers || present.has(userId)) members.set(userId, member);
  return {
    ...guildSettings(guild),
    unavailable: false,
    large: false,
    joined_at: profile.members.get(profile.botId)?.joined_at,
    member_count: new Set([...profile.members.keys(), ...present]).size,
    ...Object.fromEntries(LISTS.map((name) => [name, []])),
    roles: rolesPayload(guild),
    channels: [...profile.channels.values()].map((channel, i) => channelPayload(channel, id, profile.botId, i)),
    members: [...members.values()],
    voice_states: voiceStates.map(({ guild_id: _, member: __, ...state }) => state),
  };
}

/** A guild as the REST API tells of it. */
export function guildSettings({ id, profile }: FakeGuild): Json {
  const { name, ownerId, locale } = profile;
  return { id, name, owner_id: ownerId, preferred_locale: locale, ...SETTINGS, features: [], emojis: [], stickers: [] };
}

export function rolesPayload({ profile }: FakeGuild): readonly Json[] {
  return [...profile.roles.values()].map(rolePayload);
}

function rolePayload({ id, name, permissions }: GuildRole, position: number): Json {
  const colors = { primary_color: 0, secondary_color: null, tertiary_color: null };
  const more = { color: 0, colors, hoist: false, managed: false, mentionable: false, flags: 0 };
  return { id, name, permissions: `${permissions}`, position, ...more };
}

export function channelPayload(channel: GuildChannel, guildId: string, botId: string, position = 0): Json {
  const { id, name, type, userLimit, botDenied } = channel;
  const isVoice = type !== 'text';
  return {
    id,
    name,
    type: TYPES[type],
    guild_id: guildId,
    position,
    parent_id: null,
    nsfw: false,
    topic: null,
    last_message_id: null,
    rate_limit_per_user: 0,
    ...(isVoice ? { bitrate: 64_000, user_limit: userLimit, rtc_region: null } : {}),
    permission_overwrites:
      botDenied === 0n ? [] : [{ id: botId, type: 1, allow: '0', deny: `${botDenied & ALL_PERMISSIONS}` }],
  };
}
