import { knownOptions, oneOf, text } from '@reprise/options';
import { DevkitError } from '../../errors.ts';
import type { FakeChannel } from '../discord-options.ts';
import type { FakeGuild } from '../fake-guild.ts';
import type { DiscordMessage } from '../message/message.ts';
import { memberOf } from '../packets.ts';
import type { ChannelType, GuildChannel } from './guild-profile.ts';
import { Permission } from './permissions.ts';
import type { World } from './world.ts';

/** A channel of a {@link DiscordGuild}. */
export interface DiscordChannelOptions extends Omit<FakeChannel, 'id' | 'type'> {
  readonly name: string;
  /** @defaultValue `'text'` */
  readonly type?: ChannelType;
  /** @defaultValue an id of its own */
  readonly id?: string;
  /** Permissions that are taken from the bot there, such as `PermissionFlagsBits.SendMessages`. @defaultValue none */
  readonly botDenied?: bigint;
}

/** A role of a {@link DiscordGuild}. */
export interface DiscordRoleOptions {
  readonly name: string;
  /** Such as `PermissionFlagsBits.ManageGuild`. @defaultValue none */
  readonly permissions?: bigint;
  /** @defaultValue an id of its own */
  readonly id?: string;
}

/** Options of a {@link DiscordGuild}. */
export interface DiscordGuildOptions {
  /** @defaultValue an id of its own */
  readonly id?: string;
  /** @defaultValue `'guild-'` and its id */
  readonly name?: string;
  /** Language of the guild. @defaultValue `'en-US'` */
  readonly locale?: string;
  /** @defaultValue a text channel `general` and a voice channel `Music` */
  readonly channels?: readonly DiscordChannelOptions[];
  /** Roles beside that of everybody. @defaultValue none */
  readonly roles?: readonly DiscordRoleOptions[];
  /** What everybody may. @defaultValue what a new server allows */
  readonly everyone?: bigint;
  /** What the bot may beyond that. @defaultValue nothing */
  readonly bot?: bigint;
  /** Id of the owner, who may do everything. @defaultValue nobody's */
  readonly ownerId?: string;
}

const KNOWN = ['id', 'name', 'locale', 'channels', 'roles', 'everyone', 'bot', 'ownerId'] as const;
const SNOWFLAKE = /^\d{1,20}$/;
const CHANNEL = ['id', 'name', 'type', 'canConnect', 'canSpeak', 'userLimit', 'botDenied'] as const;
const DEFAULT_CHANNELS: readonly DiscordChannelOptions[] = [
  { name: 'general', type: 'text' },
  { name: 'Music', type: 'voice' },
];

/** What moderators and Discord do to the bot in a guild. */
export interface GuildHands {
  kick(guildId: string): void;
  moveBot(guildId: string, channelId: string): void;
  moveVoiceServer(guildId: string): string;
  dispatch(t: string, d: Readonly<Record<string, unknown>>): void;
}

/**
 * A guild of {@link FakeDiscord}, in which the bot is a member.
 *
 * @example
 * ```ts
 * import { FakeDiscord } from '@reprise/devkit';
 *
 * const discord = new FakeDiscord();
 * const guild = discord.guild({
 *   name: 'Friends of Jazz',
 *   channels: [{ name: 'chat' }, { name: 'Music', type: 'voice', userLimit: 5 }],
 *   roles: [{ name: 'DJ' }],
 * });
 * console.log(guild.id, guild.channel('Music'), guild.role('DJ'));
 * ```
 */
export class DiscordGuild {
  readonly id: string;
  readonly name: string;
  readonly #world: World;
  readonly #guild: FakeGuild;
  readonly #hands: GuildHands;

  private constructor(world: World, guild: FakeGuild, hands: GuildHands) {
    this.id = guild.id;
    this.name = guild.profile.name;
    this.#world = world;
    this.#guild = guild;
    this.#hands = hands;
  }

  /** @internal Makes one. @throws TypeError or RangeError naming the option that is wrong. */
  static make(world: World, options: DiscordGuildOptions, hands: GuildHands): DiscordGuild {
    knownOptions('DiscordGuild', options, KNOWN);
    const { id = world.secrets.id(), name, locale, channels = DEFAULT_CHANNELS, roles = [], everyone } = options;
    if (!SNOWFLAKE.test(id)) throw new TypeError(`DiscordGuild: id must be a text of digits, but is ${id}.`);
    const guild = world.guild(id);
    const { profile } = guild;
    profile.name = text('DiscordGuild: name', name ?? profile.name);
    profile.locale = text('DiscordGuild: locale', locale ?? profile.locale);
    profile.ownerId = options.ownerId ?? profile.ownerId;
    if (everyone !== undefined) profile.roles.set(id, { id, name: '@everyone', permissions: everyone });
    for (const role of roles) addRole(world, guild, role);
    const botRole = addRole(world, guild, { name: world.bot.username, permissions: options.bot ?? 0n });
    profile.members.set(world.bot.id, memberOf(world.bot, [botRole]));
    for (const channel of channels) addChannel(world, guild, channel);
    return new DiscordGuild(world, guild, hands);
  }

  /** Id of the channel of that name. @throws {@link DevkitError} `DISCORD_UNKNOWN` when there is none. */
  channel(name: string): string {
    return found(this.#guild.profile.channel(name), `${this.name} has no channel ${name}.`).id;
  }

  /** Id of the role of that name. @throws {@link DevkitError} `DISCORD_UNKNOWN` when there is none. */
  role(name: string): string {
    return found(this.#guild.profile.role(name), `${this.name} has no role ${name}.`).id;
  }

  /** Messages that everybody sees in a text channel, oldest first. */
  messages(channelName: string): readonly DiscordMessage[] {
    return this.#world.messages.in(this.channel(channelName));
  }

  /** A moderator deletes a message. */
  deleteMessage(message: DiscordMessage): void {
    const stored = this.#world.messages.find(message.id);
    if (stored === undefined) return;
    stored.isDeleted = true;
    this.#hands.dispatch('MESSAGE_DELETE', { id: stored.id, channel_id: stored.channelId, guild_id: this.id });
  }

  /** Id of the voice channel the bot is in, `null` when it is in none. */
  get botChannelId(): string | null {
    return this.#guild.channelOf(this.#world.bot.id);
  }

  /** A moderator throws the bot out of its voice channel. */
  kickBot(): void {
    this.#hands.kick(this.id);
  }

  /** A moderator moves the bot to the voice channel of that name. */
  moveBot(channelName: string): void {
    this.#hands.moveBot(this.id, this.channel(channelName));
  }

  /** The guild gets a voice server in another region. Answers its endpoint. */
  moveRegion(): string {
    return this.#hands.moveVoiceServer(this.id);
  }
}

function addRole(
  world: World,
  guild: FakeGuild,
  { name, permissions = 0n, id = world.ids.next() }: DiscordRoleOptions,
) {
  guild.profile.roles.set(id, { id, name: text('DiscordGuild: name of a role', name), permissions });
  return id;
}

function addChannel(world: World, guild: FakeGuild, options: DiscordChannelOptions): void {
  knownOptions('DiscordGuild: channel', options, CHANNEL);
  const { name, type = 'text', id = world.ids.next(), botDenied = 0n, userLimit = 0, canConnect = true } = options;
  const channel: GuildChannel = {
    id,
    name: text('DiscordGuild: name of a channel', name),
    type: oneOf('DiscordGuild: type', type, ['text', 'voice', 'stage']),
    userLimit,
    botDenied: botDenied | (canConnect ? 0n : Permission.connect),
  };
  if (type === 'text') world.addChannel(guild, channel);
  else world.addChannel(guild, channel, { ...limits(options), id, type });
}

function limits({ canConnect, canSpeak, userLimit }: DiscordChannelOptions): Omit<FakeChannel, 'id' | 'type'> {
  return {
    ...(canConnect === undefined ? {} : { canConnect }),
    ...(canSpeak === undefined ? {} : { canSpeak }),
    ...(userLimit === undefined || userLimit === 0 ? {} : { userLimit }),
  };
}

/** What there must be. */
export function found<T>(value: T | undefined, otherwise: string): T {
  if (value === undefined) throw new DevkitError('DISCORD_UNKNOWN', otherwise);
  return value;
}
