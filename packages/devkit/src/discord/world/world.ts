import type { Clock } from '@reprise/clock';
import type { FakeChannel, ResolvedDiscordOptions } from '../discord-options.ts';
import { FakeGuild } from '../fake-guild.ts';
import { CommandBook } from '../interaction/command-book.ts';
import { InteractionStore } from '../interaction/interaction-store.ts';
import { MessageStore } from '../message/message-store.ts';
import { type UserData, userOf } from '../packets.ts';
import { Secrets } from '../secrets.ts';
import type { GuildChannel } from './guild-profile.ts';
import { Permission, permits } from './permissions.ts';
import { Snowflakes } from './snowflakes.ts';

/** A channel and the guild it is in. */
export interface PlacedChannel {
  readonly guild: FakeGuild;
  readonly channel: GuildChannel;
}

/** All that Discord knows, whichever way a bot is connected. */
export class World {
  readonly options: ResolvedDiscordOptions;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly ids: Snowflakes;
  readonly bot: UserData;
  readonly commands: CommandBook;
  readonly messages: MessageStore;
  readonly interactions: InteractionStore;
  readonly #rules: Map<string, FakeChannel>;
  readonly #guilds = new Map<string, FakeGuild>();
  readonly #guildOf = new Map<string, FakeGuild>();

  constructor(options: ResolvedDiscordOptions) {
    this.options = options;
    this.clock = options.clock;
    this.secrets = new Secrets(options.random);
    this.ids = new Snowflakes(options.clock);
    this.bot = userOf(options.userId, true, options.userName);
    this.messages = new MessageStore(options.mostKept);
    this.interactions = new InteractionStore(options.mostKept);
    this.commands = new CommandBook(this.ids, options.userId);
    this.#rules = new Map(options.channels.map((channel) => [channel.id, channel]));
  }

  /** Guilds that the bot is in. */
  get guilds(): readonly FakeGuild[] {
    return [...this.#guilds.values()].filter(({ isJoined }) => isJoined);
  }

  /** The guild of that id, which is there as soon as somebody speaks of it. */
  guild(guildId: string): FakeGuild {
    const known = this.#guilds.get(guildId);
    if (known !== undefined) return known;
    const guild = new FakeGuild(guildId, this.nextEndpoint(null), this.bot);
    this.#guilds.set(guildId, guild);
    return guild;
  }

  /** The voice server that comes after that one. */
  nextEndpoint(endpoint: string | null): string {
    const { voiceServers } = this.options;
    const place = voiceServers.findIndex((server) => server.endpoint === endpoint);
    return voiceServers[(place + 1) % voiceServers.length]?.endpoint ?? this.secrets.endpoint();
  }

  /** The guild of that id, if anybody has spoken of it. */
  knownGuild(guildId: string): FakeGuild | undefined {
    return this.#guilds.get(guildId);
  }

  /** What is special about a channel. */
  rules(channelId: string): Partial<FakeChannel> {
    return this.#rules.get(channelId) ?? {};
  }

  isStage(channelId: string): boolean {
    return this.rules(channelId).type === 'stage';
  }

  /** Whether the bot may come in. */
  admits(guild: FakeGuild, channelId: string): boolean {
    const { canConnect = true, userLimit = Number.POSITIVE_INFINITY } = this.rules(channelId);
    return canConnect && guild.in(channelId).length < userLimit;
  }

  /** Adds a channel, and what is special about it. */
  addChannel(guild: FakeGuild, channel: GuildChannel, rules?: FakeChannel): void {
    guild.profile.channels.set(channel.id, channel);
    this.#guildOf.set(channel.id, guild);
    if (rules !== undefined) this.#rules.set(channel.id, rules);
  }

  /** Takes a channel away: who asks for it by now gets no answer. */
  removeChannel(guild: FakeGuild, channelId: string): void {
    this.#rules.set(channelId, { id: channelId, canConnect: false });
    guild.profile.channels.delete(channelId);
    this.#guildOf.delete(channelId);
  }

  channel(channelId: string): PlacedChannel | undefined {
    const guild = this.#guildOf.get(channelId);
    const channel = guild?.profile.channels.get(channelId);
    return guild === undefined || channel === undefined ? undefined : { guild, channel };
  }

  /** What the bot may do in a channel. */
  botPermissions({ guild, channel }: PlacedChannel): bigint {
    return guild.profile.permissionsOf(this.bot.id, channel);
  }

  /** Whether the bot's `@everyone` calls everyone. */
  mayCallEveryone(channelId: string): boolean {
    const placed = this.channel(channelId);
    return placed !== undefined && permits(this.botPermissions(placed), Permission.mentionEveryone);
  }
}
