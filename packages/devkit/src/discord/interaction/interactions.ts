import { DevkitError } from '../../errors.ts';
import type { FakeGuild } from '../fake-guild.ts';
import { type Json, numberOf, recordsOf, textOf } from '../json.ts';
import type { DiscordMessage, StoredMessage } from '../message/message.ts';
import { walkComponents } from '../message/walk-components.ts';
import type { MemberData } from '../packets.ts';
import { channelPayload } from '../world/guild-payload.ts';
import type { GuildChannel } from '../world/guild-profile.ts';
import { permits } from '../world/permissions.ts';
import type { World } from '../world/world.ts';
import { fillOptions, focusedOption, type OptionValue } from './command-options.ts';
import { type Interaction, PendingInteraction } from './interaction.ts';

const COMMAND = 2;
const COMPONENT = 3;
const AUTOCOMPLETE = 4;
const MODAL = 5;
const MOST_UPLOAD = 10_485_760;

/** Who does something, and where. */
export interface Actor {
  readonly guild: FakeGuild;
  readonly member: MemberData;
  readonly channel: GuildChannel;
  readonly locale: string;
}

/** What is offered to somebody who types. */
export interface Suggestions {
  /** In the order of the bot. */
  readonly choices: readonly { readonly name: string; readonly value: string | number }[];
  /** Time until they were there, in milliseconds. */
  readonly tookMs: number;
}

/** The part of the gateway by which interactions reach the bot. */
export interface InteractionWay {
  mustReach(guildId: string): void;
  dispatch(t: string, d: Json): void;
}

/** Lets people do things with a bot. */
export class Interactions {
  readonly #world: World;
  readonly #way: InteractionWay;

  constructor(world: World, way: InteractionWay) {
    this.#world = world;
    this.#way = way;
  }

  /** Sends a command. `isForced` overrides `default_member_permissions`, as the settings of a server can. */
  command(actor: Actor, name: string, values: Readonly<Record<string, OptionValue>>, isForced: boolean): Interaction {
    const { command, words } = this.#command(actor, name, isForced);
    const { options, given } = fillOptions(command, words, values);
    const resolved = this.#resolved(actor, given);
    const data = { id: command.id, name: command.name, type: 1, guild_id: command.guild_id, options, resolved };
    return this.#send(actor, COMMAND, `/${name}`, { data });
  }

  /** Types into the option that is named last. */
  async autocomplete(actor: Actor, name: string, values: Readonly<Record<string, OptionValue>>): Promise<Suggestions> {
    const { command, words } = this.#command(actor, name, true);
    const { options } = fillOptions(command, words, values, focusedOption(command, words, values));
    const data = { id: command.id, name: command.name, type: 1, guild_id: command.guild_id, options };
    const interaction = this.#send(actor, AUTOCOMPLETE, `the autocompletion of /${name}`, { data });
    const { tookMs } = await interaction.acknowledged();
    const choices = interaction.choices.map(({ name, value }) => ({
      name: textOf(name),
      value: typeof value === 'number' ? value : textOf(value),
    }));
    return { choices, tookMs };
  }

  /** Clicks a button, or picks from a select. */
  component(actor: Actor, shown: DiscordMessage, customId: string, values?: readonly string[]): Interaction {
    const message = this.#visible(actor, shown);
    const component = message.component(customId);
    if (component === undefined) throw unknown(`The message has no component ${customId}.`);
    if (component.disabled === true) throw unknown(`The component ${customId} is disabled.`);
    const type = numberOf(component.type);
    if ((type === 2) !== (values === undefined))
      throw unknown(`${customId} is ${type === 2 ? 'a button' : 'a select'}.`);
    if (type === 3) checkPicked(component, customId, values ?? []);
    const more = values === undefined ? {} : { values, resolved: {} };
    const data = { custom_id: customId, component_type: type, ...more };
    return this.#send(actor, COMPONENT, customId, { data, message: message.data }, message);
  }

  /** Sends the form that the bot showed. */
  modal(actor: Actor, shown: Interaction, fields: Readonly<Record<string, string>>): Interaction {
    const { modal } = shown;
    if (modal === undefined) throw unknown('The bot has shown no form.');
    const inputs = walkComponents(modal.components).filter(({ data }) => typeof data.custom_id === 'string');
    for (const id of Object.keys(fields)) {
      if (!inputs.some(({ data }) => data.custom_id === id)) throw unknown(`The form has no field ${id}.`);
    }
    for (const { data } of inputs) checkField(data, fields[textOf(data.custom_id)]);
    const components = recordsOf(modal.components).map((row) => filledRow(row, fields));
    const data = { custom_id: modal.custom_id, components };
    const source = shown instanceof PendingInteraction ? shown.facts.source : undefined;
    const more = source === undefined ? {} : { message: source.data };
    return this.#send(actor, MODAL, `the form ${modal.custom_id}`, { data, ...more }, source);
  }

  #command({ guild, member, channel }: Actor, name: string, isForced: boolean) {
    const [first = '', ...words] = name.split(' ');
    const command = this.#world.commands.find(guild.id, first);
    if (command === undefined) throw unknown(`The bot has registered no command ${first}.`);
    const needed = command.default_member_permissions;
    const permissions = guild.profile.permissionsOf(member.user.id, channel);
    if (!isForced && typeof needed === 'string' && !mayUse(permissions, BigInt(needed))) {
      throw new DevkitError('DISCORD_FORBIDDEN', `Discord does not show /${first} to ${member.user.username}.`);
    }
    return { command, words };
  }

  #send(actor: Actor, type: number, name: string, more: Json, source?: StoredMessage): PendingInteraction {
    const [world, way] = [this.#world, this.#way];
    const { guild, member, channel, locale } = actor;
    way.mustReach(guild.id);
    const facts = { id: world.ids.next(), token: world.secrets.text(), type, name, source };
    const where = { userId: member.user.id, guildId: guild.id, channelId: channel.id };
    const interaction = new PendingInteraction({ ...facts, ...where }, world.clock);
    world.interactions.add(interaction);
    way.dispatch('INTERACTION_CREATE', {
      id: facts.id,
      application_id: world.bot.id,
      type,
      token: facts.token,
      version: 1,
      guild_id: guild.id,
      guild: { id: guild.id, locale: guild.profile.locale, features: [] },
      guild_locale: guild.profile.locale,
      channel_id: channel.id,
      channel: channelPayload(channel, guild.id, world.bot.id),
      member: { ...member, permissions: `${guild.profile.permissionsOf(member.user.id, channel)}` },
      locale,
      app_permissions: `${guild.profile.permissionsOf(world.bot.id, channel)}`,
      entitlements: [],
      authorizing_integration_owners: { 0: guild.id },
      context: 0,
      attachment_size_limit: MOST_UPLOAD,
      ...more,
    });
    return interaction;
  }

  #visible({ member }: Actor, shown: DiscordMessage): StoredMessage {
    const message = this.#world.messages.find(shown.id);
    const isForOther = message?.isEphemeral === true && message.facts.forUserId !== member.user.id;
    if (isForOther) throw unknown(`${member.user.username} does not see the message.`);
    if (message === undefined) throw unknown('The message is not there any more.');
    return message;
  }

  /** What the bot is told of the users, roles and channels that are named. */
  #resolved({ guild }: Actor, given: readonly { readonly type: number; readonly value: OptionValue }[]): Json {
    const { profile } = guild;
    const named = (...types: number[]) =>
      given.flatMap(({ type, value }) => (types.includes(type) && typeof value === 'string' ? [value] : []));
    const members = named(6, 9).flatMap((id) => profile.members.get(id) ?? []);
    const roles = named(8, 9).flatMap((id) => profile.roles.get(id) ?? []);
    const channels = named(7).flatMap((id) => profile.channels.get(id) ?? []);
    return {
      users: Object.fromEntries(members.map(({ user }) => [user.id, user])),
      members: Object.fromEntries(
        members.map(({ user, ...member }) => [
          user.id,
          { ...member, permissions: `${profile.permissionsOf(user.id)}` },
        ]),
      ),
      roles: Object.fromEntries(roles.map((role) => [role.id, { ...role, permissions: `${role.permissions}` }])),
      channels: Object.fromEntries(
        channels.map((channel) => [
          channel.id,
          { ...channelPayload(channel, guild.id, profile.botId), permissions: '0' },
        ]),
      ),
    };
  }
}

/** Permissions "0" are those of administrators alone. */
function mayUse(permissions: bigint, needed: bigint): boolean {
  return permits(permissions, needed === 0n ? 1n << 3n : needed);
}

function checkPicked(select: Json, customId: string, values: readonly string[]): void {
  const known = recordsOf(select.options).map(({ value }) => value);
  for (const value of values) if (!known.includes(value)) throw unknown(`${customId} does not offer ${value}.`);
  const [min, max] = [select.min_values ?? 1, select.max_values ?? 1].map(numberOf);
  if (values.length < (min ?? 1) || values.length > (max ?? 1)) {
    throw unknown(`Of ${customId} ${min} to ${max} are picked, not ${values.length}.`);
  }
}

function checkField(input: Json, value: string | undefined): void {
  const text = value ?? textOf(input.value);
  if (text === '' && input.required !== false) throw unknown(`The field ${input.custom_id} must be filled in.`);
  const most = typeof input.max_length === 'number' ? input.max_length : 4_000;
  const least = text === '' ? 0 : numberOf(input.min_length);
  if (text.length > most || text.length < least) {
    throw unknown(`The field ${input.custom_id} takes ${least} to ${most} characters.`);
  }
}

function filledRow(row: Json, fields: Readonly<Record<string, string>>): Json {
  const filled = (input: Json): Json => {
    const id = textOf(input.custom_id);
    return { type: input.type, custom_id: id, value: fields[id] ?? textOf(input.value) };
  };
  const { component } = row;
  if (typeof component === 'object' && component !== null)
    return { type: row.type, component: filled({ ...component }) };
  return { type: row.type, components: recordsOf(row.components).map(filled) };
}

function unknown(message: string): DevkitError {
  return new DevkitError('DISCORD_UNKNOWN', message);
}
