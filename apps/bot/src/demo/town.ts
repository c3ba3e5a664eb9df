import type { DiscordGuild, DiscordMember, FakeDiscord } from '@reprise/devkit';
import { PermissionFlagsBits } from 'discord.js';
import type { DemoGuild } from './cast.ts';
import type { Role } from './scene.ts';

/** Where everybody listens. */
export const VOICE_CHANNEL = 'Music';

/** The guilds and people of the demo, in a Discord that is made up. */
export class Town {
  readonly #members = new Map<string, DiscordMember>();
  /** By what stands for them in messages: `<@1>`, `<#2>`. */
  readonly #mentions = new Map<string, string>();
  readonly #guildNames = new Map<string, string>();

  constructor(discord: FakeDiscord, guilds: readonly DemoGuild[]) {
    for (const { name, locale, people } of guilds) {
      const guild = discord.guild({ name, locale });
      this.#guildNames.set(guild.id, name);
      this.#mentions.set(`<#${guild.channel(VOICE_CHANNEL)}>`, `#${VOICE_CHANNEL}`);
      for (const [i, person] of people.entries()) this.#settle(discord, guild, person, i === 0);
    }
  }

  /** @throws Error when there is no such person: the script and the cast do not fit. */
  member({ guild, person }: Role): DiscordMember {
    const member = this.#members.get(`${guild}/${person}`);
    if (member === undefined) throw new Error(`There is no ${person} in the guild ${guild}.`);
    return member;
  }

  /** Name of a guild. */
  guildName(id: string): string {
    return this.#guildNames.get(id) ?? id;
  }

  /** A message with the names of those it mentions. */
  withNames(text: string): string {
    return text.replace(/<[@#]\d+>/g, (mention) => this.#mentions.get(mention) ?? mention);
  }

  #settle(discord: FakeDiscord, guild: DiscordGuild, person: string, isManager: boolean): void {
    const user = discord.user(person);
    const permissions = isManager ? { permissions: PermissionFlagsBits.ManageGuild } : {};
    this.#members.set(`${guild.name}/${person}`, user.in(guild, permissions));
    this.#mentions.set(`<@${user.id}>`, person);
  }
}
