import { durationMs, text } from '@reprise/options';
import { DevkitError } from '../errors.ts';
import { FakeVoice } from '../voice/fake-voice.ts';
import { BotInVoice, DISCONNECTED } from './bot-in-voice.ts';
import { BotWishes } from './bot-wishes.ts';
import type { FakeDiscordClient, FakeMember, SentVoiceState } from './client.ts';
import { type FakeDiscordOptions, resolveDiscordOptions } from './discord-options.ts';
import { DiscordServer } from './discord-server.ts';
import { FakeGateway, type PacketHandler } from './fake-gateway.ts';
import type { DiscordShards } from './gateway/discord-shards.ts';
import { Interactions } from './interaction/interactions.ts';
import type { DiscordRest } from './rest/discord-rest.ts';
import { DiscordGuild, type DiscordGuildOptions } from './world/discord-guild.ts';
import { DiscordUser } from './world/discord-user.ts';
import { guildPayload } from './world/guild-payload.ts';
import { World } from './world/world.ts';

const SESSION_INVALID = 4006;
/** Each shard gets its own. */
const OF_A_SESSION: ReadonlySet<string> = new Set(['READY', 'RESUMED']);

/**
 * Discord for tests: guilds with people who use a bot, and the bot's voice. It answers the wish to join with the two voice
 * updates, moves and kicks the bot, and loses what Discord loses. Its voice servers are {@link FakeDiscord.voice}, which admit
 * only who has the right session and token.
 *
 * A bot of discord.js comes over real sockets, {@link FakeDiscord.listen}: to a REST API and a gateway that enforce
 * Discord's rules. What needs nothing but voice goes without: {@link FakeDiscord.client} and {@link FakeDiscord.onPacket}. Both
 * ways lead to the same guilds.
 *
 * @example
 * ```ts
 * import { FakeDiscord } from '@reprise/devkit';
 * import { Client } from 'discord.js';
 *
 * await using discord = new FakeDiscord();
 * const guild = discord.guild({ channels: [{ name: 'general' }, { name: 'Music', type: 'voice' }] });
 *
 * const client = new Client({ intents: ['Guilds', 'GuildVoiceStates'], rest: { api: await discord.listen() } });
 * client.on('interactionCreate', (interaction) => {
 *   if (interaction.isChatInputCommand()) void interaction.reply('pong');
 * });
 * await client.login(discord.token);
 * await client.application?.commands.set([{ name: 'ping', description: 'Answers' }]);
 *
 * const ping = discord.user('ada').in(guild).slash('ping');
 * console.log((await ping.reply()).text); // pong
 * ```
 *
 * @example
 * ```ts
 * import { FakeDiscord } from '@reprise/devkit';
 * import { AudioNode } from '@reprise/node';
 *
 * const discord = new FakeDiscord();
 * await using node = new AudioNode({ port: 0, voice: discord.voice });
 * await node.start();
 *
 * discord.onPacket((packet) => console.log(packet.t)); // here your bot takes them
 * discord.client.sendToShard('817327181659111454', {
 *   op: 4,
 *   d: { guild_id: '817327181659111454', channel_id: '817327181659111455', self_mute: false, self_deaf: true },
 * });
 * // VOICE_STATE_UPDATE, VOICE_SERVER_UPDATE
 * ```
 */
export class FakeDiscord implements AsyncDisposable {
  /** What the bot's library of Discord would be, when it comes without sockets. */
  readonly client: FakeDiscordClient;
  /** The voice servers. */
  readonly voice: FakeVoice;
  readonly #world: World;
  readonly #gateway: FakeGateway;
  readonly #bot: BotInVoice;
  readonly #wishes: BotWishes;
  readonly #server: DiscordServer;
  readonly #interactions: Interactions;
  readonly #users = new Map<string, DiscordUser>();
  readonly #guilds = new Map<string, DiscordGuild>();

  /** @throws TypeError or RangeError naming the option that is wrong. */
  constructor(options: FakeDiscordOptions = {}) {
    const world = new World(resolveDiscordOptions(options));
    const { clock, random, userId, voice, voiceServers } = world.options;
    this.#world = world;
    this.#gateway = new FakeGateway(clock, (t, d) => {
      if (!OF_A_SESSION.has(t)) this.#server.shards.dispatch(t, { ...d });
    });
    this.voice = new FakeVoice({ ...voice, clock, random, admits: (at) => world.guild(at.guildId).judge(at) });
    for (const server of voiceServers) {
      server.admits = (at) => world.guild(at.guildId).judge(at);
      server.channelOf = (guildId, memberId) => world.guild(guildId).channelOf(memberId) ?? undefined;
    }
    this.#bot = new BotInVoice({
      options: world.options,
      gateway: this.#gateway,
      secrets: world.secrets,
      hangUp: (guildId, code) => this.#hangUp(guildId, code),
    });
    this.#wishes = new BotWishes({ world, gateway: this.#gateway, bot: this.#bot });
    this.client = {
      userId,
      sendToShard: (guildId, payload) => this.#wishes.receive(guildId, payload),
      becomeSpeaker: async (guildId, channelId) => this.#wishes.becomeSpeaker(guildId, channelId),
    };
    this.#server = new DiscordServer({
      world,
      dispatch: (t, d) => this.#gateway.send(t, d),
      onVoice: (guildId, payload) => this.#wishes.arrived(guildId, payload),
      onEnd: (holds) => {
        for (const guild of world.guilds) if (holds(guild.id)) this.#bot.leave(guild);
      },
      becomeSpeaker: (guildId, channelId) => this.#wishes.becomeSpeaker(guildId, channelId),
    });
    this.#interactions = new Interactions(world, {
      mustReach: (guildId) => this.#server.shards.mustReach(guildId),
      dispatch: (t, d) => this.#gateway.send(t, d),
    });
  }

  /**
   * Opens the REST API and the gateway on any free port of loopback, and answers {@link apiUrl}. A bot of discord.js gets it
   * as `rest: { api }`; where the gateway is, it hears there.
   */
  listen(): Promise<string> {
    return this.#server.listen();
  }

  /** Where the REST API is, such as `http://127.0.0.1:40123/api`. @throws {@link DevkitError} before {@link listen}. */
  get apiUrl(): string {
    const { apiUrl } = this.#server;
    if (apiUrl === undefined)
      throw new DevkitError('DISCORD_STATE', 'This Discord does not listen: call listen() first.');
    return apiUrl;
  }

  /** What the bot logs in with. */
  get token(): string {
    return this.#world.options.token;
  }

  /** The REST API: what it was asked, and how it fails. */
  get rest(): DiscordRest {
    return this.#server.rest;
  }

  /** The shards that are connected over sockets, and how they lose their connections. */
  get shards(): DiscordShards {
    return this.#server.shards;
  }

  /** Time that everything from the gateway takes, in milliseconds. Can be set. */
  get gatewayLatencyMs(): number {
    return this.#gateway.latencyMs;
  }

  set gatewayLatencyMs(ms: number) {
    this.#gateway.latencyMs = durationMs('FakeDiscord: gatewayLatencyMs', ms);
  }

  /**
   * Makes a guild with the bot in it; a bot that is connected hears of it. The `id` of one that was made, without anything
   * else, answers that one.
   *
   * @throws TypeError or RangeError naming the option that is wrong, {@link DevkitError} when it would be made twice.
   */
  guild(options: DiscordGuildOptions = {}): DiscordGuild {
    const known = this.#guilds.get(options.id ?? '');
    if (known !== undefined && Object.keys(options).length === 1) return known;
    if (known !== undefined) throw new DevkitError('DISCORD_STATE', `There is a guild ${known.id} already.`);
    const guild = DiscordGuild.make(this.#world, options, {
      kick: (id) => this.kick(id),
      moveBot: (id, channelId) => this.moveBot(id, channelId),
      moveVoiceServer: (id) => this.moveVoiceServer(id),
      dispatch: (t, d) => this.#gateway.send(t, d),
    });
    this.#guilds.set(guild.id, guild);
    this.endGuildOutage(guild.id);
    return guild;
  }

  /** Somebody by their name: the same one for the same name. */
  user(name: string): DiscordUser {
    const known = this.#users.get(name);
    if (known !== undefined) return known;
    const user = new DiscordUser(text('FakeDiscord: name', name), {
      world: this.#world,
      interactions: this.#interactions,
      joins: (guildId, channelId, member) => void this.memberJoins(guildId, channelId, member),
      leaves: (guildId, userId) => this.memberLeaves(guildId, userId),
      dispatch: (t, d) => this.#gateway.send(t, d),
    });
    this.#users.set(name, user);
    return user;
  }

  /** Ends the REST API and the gateway. */
  close(): Promise<void> {
    return this.#server.close();
  }

  /** {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The last 10,000 things the bot sent, oldest first; without what its library still holds back. */
  get sent(): readonly SentVoiceState[] {
    return this.#wishes.sent.items;
  }

  /** Forgets {@link sent}. */
  clearSent(): void {
    this.#wishes.sent.clear();
  }

  /** What libraries hold back, because the bot sent more than Discord takes in a minute. */
  get heldBack(): number {
    return this.#wishes.heldBack;
  }

  /** Discord does not answer what the bot asks for; it happens none the less. Can be set. */
  get isSilent(): boolean {
    return this.#bot.isSilent;
  }

  set isSilent(isSilent: boolean) {
    this.#bot.isSilent = isSilent;
  }

  /** Hands every packet of the gateway to `handler`, until the function it answers is called. */
  onPacket(handler: PacketHandler): () => void {
    return this.#gateway.onPacket(handler);
  }

  /** The voice channel the bot is in, by Discord; `null` when it is in none. */
  channelOf(guildId: string): string | null {
    return this.#world.guild(guildId).channelOf(this.#world.options.userId);
  }

  /** People in a channel, without bots. */
  peopleIn(guildId: string, channelId: string): number {
    return this.#world
      .guild(guildId)
      .in(channelId)
      .filter(({ member }) => member.user.bot !== true).length;
  }

  /** Somebody joins a channel, or moves to it. Answers their id. */
  memberJoins(guildId: string, channelId: string, member: FakeMember = {}): string {
    const { userId = this.#world.secrets.id(), isBot = false, isDeaf = false } = member;
    const change = { session_id: this.#world.secrets.text(), self_deaf: isDeaf };
    this.#bot.tellState(this.#world.guild(guildId).place(userId, channelId, isBot, change));
    return userId;
  }

  /** Somebody leaves. */
  memberLeaves(guildId: string, userId: string): void {
    const state = this.#world.guild(guildId).remove(userId);
    if (state !== undefined) this.#bot.tellState(state);
  }

  /** A moderator moves the bot to another channel. Nothing happens when it is in none. */
  moveBot(guildId: string, channelId: string): void {
    if (this.channelOf(guildId) !== null)
      this.#bot.enter(this.#world.guild(guildId), channelId, this.#world.isStage(channelId), {});
  }

  /** A moderator throws the bot out of its channel. */
  kick(guildId: string): void {
    this.#bot.leave(this.#world.guild(guildId));
  }

  /** A channel is deleted, and whoever was in it is in none. */
  deleteChannel(guildId: string, channelId: string): void {
    const guild = this.#world.guild(guildId);
    this.#world.removeChannel(guild, channelId);
    this.#gateway.send('CHANNEL_DELETE', { id: channelId, guild_id: guildId });
    for (const { user_id } of guild.in(channelId)) {
      if (user_id === this.#world.options.userId) this.#bot.leave(guild);
      else this.memberLeaves(guildId, user_id);
    }
  }

  /** A moderator makes the bot a speaker of the stage it is on. */
  inviteToSpeak(guildId: string): void {
    this.#bot.change(this.#world.guild(guildId), { suppress: false, request_to_speak_timestamp: null });
  }

  /** A moderator sends the bot to the audience of the stage it is on. */
  moveToAudience(guildId: string): void {
    this.#bot.change(this.#world.guild(guildId), { suppress: true });
  }

  /**
   * Discord forgets the bot's voice session, without a packet: the voice server closes with 4006, and the bot has to join
   * anew.
   */
  invalidateSession(guildId: string): void {
    this.#world.guild(guildId).remove(this.#world.options.userId);
    this.#hangUp(guildId, SESSION_INVALID);
  }

  /** The guild's voice server goes away: `endpoint` is null until there is another one by {@link moveVoiceServer}. */
  loseVoiceServer(guildId: string): void {
    this.#bot.changeServer(this.#world.guild(guildId), null);
  }

  /**
   * The guild gets another voice server, of another region if you name one: else the next of
   * {@link FakeDiscordOptions.voiceServers}. Answers its endpoint.
   */
  moveVoiceServer(guildId: string, endpoint?: string): string {
    const guild = this.#world.guild(guildId);
    const next = endpoint ?? this.#world.nextEndpoint(guild.endpoint);
    this.#bot.changeServer(guild, next);
    return next;
  }

  /**
   * The bot's connection to the gateway is lost: what it sends does not arrive, what is sent to it waits. Over sockets, shards
   * are cut and cannot come back.
   */
  loseGateway(): void {
    this.#gateway.lose();
    this.#server.shards.fall();
  }

  /** The bot is back with its session: it gets what it missed, then `RESUMED`. Over sockets, it can come back. */
  resumeGateway(): void {
    this.#gateway.resume();
    this.#server.shards.rise();
  }

  /**
   * The bot is back, but its session is not: voice connections are closed with 4014, it is in no channel any more, and it
   * gets `READY` and its guilds. Over sockets, shards are told that their session is invalid (opcode 9), so that they identify.
   */
  reidentifyGateway(): void {
    const { userId } = this.#world.options;
    const { guilds } = this.#world;
    for (const guild of guilds) if (guild.remove(userId) !== undefined) this.#hangUp(guild.id, DISCONNECTED);
    this.#gateway.reidentify();
    this.#server.shards.rise();
    this.#server.shards.forgetSessions();
    this.#gateway.send('READY', {
      v: 10,
      user: { id: userId, bot: true },
      session_id: this.#world.secrets.text(),
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
    });
    for (const { id } of guilds) this.endGuildOutage(id);
  }

  /** An outage of Discord takes the guild away. The bot is still a member, and in its voice channel. */
  startGuildOutage(guildId: string): void {
    this.#gateway.send('GUILD_DELETE', { id: guildId, unavailable: true });
  }

  /** The guild is back, with everybody who is in its voice channels. */
  endGuildOutage(guildId: string): void {
    this.#gateway.send('GUILD_CREATE', guildPayload(this.#world.guild(guildId), false));
  }

  /** The bot is thrown out of the guild. */
  removeFromGuild(guildId: string): void {
    const guild = this.#world.guild(guildId);
    guild.isJoined = false;
    if (guild.remove(this.#world.options.userId) !== undefined) this.#hangUp(guildId, DISCONNECTED);
    this.#gateway.send('GUILD_DELETE', { id: guildId });
  }

  #hangUp(guildId: string, code: number): void {
    this.voice.close(guildId, code);
    for (const server of this.#world.options.voiceServers) server.disconnect(guildId, code);
  }
}
