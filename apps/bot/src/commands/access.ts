import { type Guild, type GuildMember, PermissionFlagsBits, type PermissionsBitField } from 'discord.js';
import type { BotServices } from '../bot/bot-services.ts';
import type { GuildSettings } from '../settings/guild-settings.ts';
import type { Texts } from '../texts/texts.ts';
import type { Policy } from './policies.ts';

/** Who asks, where, and by which rules. */
export interface Asking {
  readonly guild: Guild;
  readonly member: GuildMember;
  /** What they may in the channel they are in. */
  readonly permissions: Readonly<PermissionsBitField>;
  readonly settings: GuildSettings;
  readonly texts: Texts;
  readonly services: Pick<BotServices, 'owners' | 'pool'>;
}

/** Why somebody may not do what a policy is for; undefined when they may. */
export function refusalOf({ who, where }: Policy, asking: Asking): string | undefined {
  return refusalOfPlace(where, asking) ?? refusalOfPerson(who, asking);
}

/** Whether they have a say over what others listen to. */
export function isDj(asking: Pick<Asking, 'guild' | 'member' | 'permissions' | 'settings' | 'services'>): boolean {
  const { guild, member, settings } = asking;
  const role = settings.djRoleId === undefined ? undefined : guild.roles.cache.get(settings.djRoleId);
  if (role === undefined || member.roles.cache.has(role.id)) return true;
  return isManager(asking) || isAlone(member);
}

function refusalOfPerson(who: Policy['who'], asking: Asking): string | undefined {
  const { common } = asking.texts;
  switch (who) {
    case 'anyone':
      return undefined;
    case 'dj':
      return isDj(asking) ? undefined : common.djsOnly(`<@&${asking.settings.djRoleId}>`);
    case 'manager':
      return isManager(asking) ? undefined : common.managersOnly;
    case 'owner':
      return isOwner(asking) ? undefined : common.ownerOnly;
  }
}

function refusalOfPlace(where: Policy['where'], { guild, member, services, texts }: Asking): string | undefined {
  if (where === 'anywhere') return undefined;
  const theirs = member.voice.channelId;
  const ours = services.pool.getPlayer(guild.id)?.voiceChannelId;
  if (ours === undefined && where === 'with-bot') return texts.common.notInVoice;
  if (theirs === null) return texts.common.joinFirst;
  if (ours === undefined || ours === theirs) return undefined;
  // Nobody is disturbed when it leaves a channel in which nobody listens.
  if (where === 'in-voice' && listenersIn(guild, ours) === 0) return undefined;
  return texts.common.joinMine(`<#${ours}>`);
}

function isOwner({ member, services }: Pick<Asking, 'member' | 'services'>): boolean {
  return services.owners.has(member.id);
}

function isManager(asking: Pick<Asking, 'member' | 'permissions' | 'services'>): boolean {
  return asking.permissions.has(PermissionFlagsBits.ManageGuild) || isOwner(asking);
}

function isAlone({ id, guild, voice }: GuildMember): boolean {
  const { channelId } = voice;
  return channelId !== null && listenersIn(guild, channelId, id) === 0;
}

/** People in a voice channel, without bots. @param except - Id of one who does not count. */
export function listenersIn(guild: Guild, channelId: string, except?: string): number {
  return guild.voiceStates.cache.filter(
    (state) => state.channelId === channelId && state.id !== except && state.member?.user.bot !== true,
  ).size;
}
