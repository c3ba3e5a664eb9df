import { knownOptions } from '@reprise/options';
import type { FakeGuild } from '../fake-guild.ts';
import type { OptionValue } from '../interaction/command-options.ts';
import type { Interaction } from '../interaction/interaction.ts';
import type { Actor, Interactions, Suggestions } from '../interaction/interactions.ts';
import type { DiscordMessage } from '../message/message.ts';
import { memberOf, type UserData, userOf } from '../packets.ts';
import { type DiscordGuild, found } from './discord-guild.ts';
import type { World } from './world.ts';

/** How somebody is a member of a guild. */
export interface DiscordMemberOptions {
  /** Names or ids of roles. @defaultValue none, or those they have */
  readonly roles?: readonly string[];
  /** What they may beyond their roles, such as `PermissionFlagsBits.ManageGuild`. @defaultValue nothing */
  readonly permissions?: bigint;
}

/** How somebody uses a command. */
export interface SlashOptions {
  /** Name or id of the channel. @defaultValue the first text channel */
  readonly channel?: string;
  /**
   * Also when `default_member_permissions` hides the command from them: servers can show it none the less.
   *
   * @defaultValue `false`
   */
  readonly isForced?: boolean;
}

/** What people need of the world around them. */
export interface PeopleParts {
  readonly world: World;
  readonly interactions: Interactions;
  readonly joins: (guildId: string, channelId: string, member: { userId: string; isDeaf: boolean }) => void;
  readonly leaves: (guildId: string, userId: string) => void;
  readonly dispatch: (t: string, d: Readonly<Record<string, unknown>>) => void;
}

/** Somebody who uses Discord. */
export class DiscordUser {
  readonly id: string;
  readonly name: string;
  /** Language of their Discord. Can be set. */
  locale = 'en-US';
  readonly #parts: PeopleParts;
  readonly #data: UserData;

  /** @internal By `FakeDiscord.user`. */
  constructor(name: string, parts: PeopleParts) {
    this.name = name;
    this.id = parts.world.secrets.id();
    this.#data = userOf(this.id, false, name);
    this.#parts = parts;
  }

  /** They as a member of a guild, which they join if they are not in it. @throws {@link DevkitError} when there is no such role. */
  in(guild: DiscordGuild, options: DiscordMemberOptions = {}): DiscordMember {
    knownOptions('DiscordMember', options, ['roles', 'permissions']);
    const { world, dispatch } = this.#parts;
    const { profile } = world.guild(guild.id);
    const before = profile.members.get(this.id);
    const roles = options.roles?.map((role) => guild.role(role)) ?? before?.roles ?? [];
    const own = options.permissions === undefined ? [] : [this.#ownRole(guild, options.permissions)];
    const member = memberOf(this.#data, [...new Set([...roles, ...own])]);
    profile.members.set(this.id, member);
    dispatch(before === undefined ? 'GUILD_MEMBER_ADD' : 'GUILD_MEMBER_UPDATE', { ...member, guild_id: guild.id });
    return new DiscordMember(this, world.guild(guild.id), this.#parts);
  }

  #ownRole(guild: DiscordGuild, permissions: bigint): string {
    const { world, dispatch } = this.#parts;
    const { roles } = world.guild(guild.id).profile;
    roles.set(this.id, { id: this.id, name: this.name, permissions });
    const role = {
      id: this.id,
      name: this.name,
      permissions: `${permissions}`,
      position: roles.size,
      color: 0,
      flags: 0,
    };
    dispatch('GUILD_ROLE_CREATE', { guild_id: guild.id, role: { ...role, colors: { primary_color: 0 } } });
    return this.id;
  }
}

/**
 * Somebody in a guild, who uses a bot as people do. Discord's own forms are in between: who is not shown a command cannot use
 * it, and what is required must be filled in; otherwise a {@link DevkitError} says so.
 *
 * @example
 * ```ts
 * import type { FakeDiscord } from '@reprise/devkit';
 *
 * async function plays(discord: FakeDiscord): Promise<void> {
 *   const ada = discord.user('ada').in(discord.guild());
 *   ada.joinVoice('Music');
 *
 *   const { choices } = await ada.autocomplete('play', { query: 'nev' });
 *   const play = ada.slash('play', { query: String(choices[0]?.value) });
 *   const message = await play.reply();
 *   console.log(message.text, play.acknowledgement?.tookMs, play.edits.length);
 *   await ada.click(message, 'pause').acknowledged();
 * }
 *
 * export { plays };
 * ```
 */
export class DiscordMember {
  readonly user: DiscordUser;
  readonly #guild: FakeGuild;
  readonly #parts: PeopleParts;

  /** @internal By {@link DiscordUser.in}. */
  constructor(user: DiscordUser, guild: FakeGuild, parts: PeopleParts) {
    this.user = user;
    this.#guild = guild;
    this.#parts = parts;
  }

  /** Id of the voice channel they are in, `null` when they are in none. */
  get voiceChannelId(): string | null {
    return this.#guild.channelOf(this.user.id);
  }

  /**
   * Uses a command: `slash('play', { query: 'never gonna' })`, `slash('cache inspect', { track: '1' })`.
   *
   * @throws {@link DevkitError} `DISCORD_UNKNOWN` when it is not registered or filled in wrongly, `DISCORD_FORBIDDEN` when
   * Discord does not show it to them, `DISCORD_STATE` when no bot is connected.
   */
  slash(name: string, values: Readonly<Record<string, OptionValue>> = {}, options: SlashOptions = {}): Interaction {
    knownOptions('DiscordMember', options, ['channel', 'isForced']);
    return this.#parts.interactions.command(this.#actor(options.channel), name, values, options.isForced ?? false);
  }

  /**
   * Types into the last of these options, and waits for what the bot offers.
   *
   * @throws {@link DevkitError} `DISCORD_UNANSWERED` after 3 s, and as {@link slash}.
   */
  autocomplete(name: string, values: Readonly<Record<string, OptionValue>>): Promise<Suggestions> {
    return this.#parts.interactions.autocomplete(this.#actor(), name, values);
  }

  /** Clicks a button. @throws {@link DevkitError} `DISCORD_UNKNOWN` when it is not there, or disabled. */
  click(message: DiscordMessage, customId: string): Interaction {
    return this.#parts.interactions.component(this.#actor(message.channelId), message, customId);
  }

  /** Picks from a select. @throws {@link DevkitError} `DISCORD_UNKNOWN` when it does not offer that. */
  select(message: DiscordMessage, customId: string, values: readonly string[]): Interaction {
    return this.#parts.interactions.component(this.#actor(message.channelId), message, customId, values);
  }

  /** Fills in and sends the form that a bot answered with. @throws {@link DevkitError} `DISCORD_UNKNOWN` when it cannot be. */
  submit(interaction: Interaction, fields: Readonly<Record<string, string>>): Interaction {
    return this.#parts.interactions.modal(this.#actor(), interaction, fields);
  }

  /** Joins the voice channel of that name or id, or moves to it. */
  joinVoice(channel: string, { isDeaf = false }: { readonly isDeaf?: boolean } = {}): void {
    const { id } = found(this.#guild.profile.channel(channel), `There is no channel ${channel}.`);
    this.#parts.joins(this.#guild.id, id, { userId: this.user.id, isDeaf });
  }

  /** Leaves their voice channel. */
  leaveVoice(): void {
    this.#parts.leaves(this.#guild.id, this.user.id);
  }

  #actor(channel?: string): Actor {
    const { profile } = this.#guild;
    const first = [...profile.channels.values()].find(({ type }) => type === 'text');
    return {
      guild: this.#guild,
      member: found(profile.members.get(this.user.id), `${this.user.name} is not in the guild.`),
      channel: found(channel === undefined ? first : profile.channel(channel), `There is no channel ${channel ?? ''}.`),
      locale: this.user.locale,
    };
  }
}
