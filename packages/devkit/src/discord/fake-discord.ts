import type { VoiceTarget } from '@reprise/node';
import { DevkitError } from '../errors.ts';
import { Happened } from '../time/happened.ts';
import { FakeVoice } from '../voice/fake-voice.ts';
import { BotInVoice, DISCONNECTED } from './bot-in-voice.ts';
import { type FakeChannel, type FakeDiscordOptions, resolveDiscordOptions } from './discord-options.ts';
import { FakeGateway, type PacketHandler } from './fake-gateway.ts';
import { FakeGuild } from './fake-guild.ts';
import type { VoiceStatePayload } from './packets.ts';
import { Secrets } from './secrets.ts';
import { SendLimit } from './send-limit.ts';
import { readVoicePayload } from './voice-payload.ts';

const SESSION_INVALID = 4006;

/** What a bot sent. */
export interface SentVoiceState {
  /** When Discord got it, in milliseconds since 1970. */
  readonly at: number;
  readonly guildId: string;
  /** `null`: it left. */
  readonly channelId: string | null;
  /** The gateway was down, so that Discord never saw it. */
  readonly isLost: boolean;
}

/** The bot's side of {@link FakeDiscord}, as `Pool.connect({ client })` takes it. */
export interface FakeDiscordClient {
  readonly userId: string;
  /** Sends to the gateway, as a bot's library does. @throws {@link DevkitError} where Discord would hang up. */
  sendToShard(guildId: string, payload: object): void;
  /** Lifts the bot from the audience of a stage. @throws {@link DevkitError} when it may not. */
  becomeSpeaker(guildId: string, channelId: string): Promise<void>;
}

/** Further facts of somebody who joins a channel. */
export interface FakeMember {
  /** @defaultValue an id of their own */
  readonly userId?: string;
  /** @defaultValue `false` */
  readonly isBot?: boolean;
  /** @defaultValue `false` */
  readonly isDeaf?: boolean;
}

/**
 * Discord's part in a bot's voice: answers the bot's wish to join with the two voice updates, moves and kicks it, and loses
 * what Discord loses. Its voice servers are {@link FakeDiscord.voice}, which admit only who has the right session and token.
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
export class FakeDiscord {
  /** What the bot's library of Discord would be. */
  readonly client: FakeDiscordClient;
  /** The voice servers. */
  readonly voice: FakeVoice;
  readonly #options: Required<FakeDiscordOptions>;
  readonly #gateway: FakeGateway;
  readonly #secrets: Secrets;
  readonly #bot: BotInVoice;
  readonly #channels: ReadonlyMap<string, FakeChannel>;
  readonly #guilds = new Map<string, FakeGuild>();
  readonly #limits: readonly SendLimit[];
  readonly #sent = new Happened<SentVoiceState>();

  /** @throws TypeError or RangeError naming the option that is wrong. */
  constructor(options: FakeDiscordOptions = {}) {
    this.#options = resolveDiscordOptions(options);
    const { clock, random, userId, channels, shards, sendsPerMinute, voice } = this.#options;
    this.#gateway = new FakeGateway(clock);
    this.#secrets = new Secrets(random);
    this.#channels = new Map(channels.map((channel) => [channel.id, channel]));
    this.#limits = Array.from({ length: shards }, () => new SendLimit(clock, sendsPerMinute));
    this.voice = new FakeVoice({ ...voice, clock, random, admits: (target) => this.#judge(target) });
    this.#bot = new BotInVoice({
      options: this.#options,
      gateway: this.#gateway,
      secrets: this.#secrets,
      voice: this.voice,
    });
    this.client = {
      userId,
      sendToShard: (guildId, payload) => this.#receive(guildId, payload),
      becomeSpeaker: async (guildId, channelId) => this.#becomeSpeaker(guildId, channelId),
    };
  }

  /** The last 10,000 things the bot sent, oldest first; without what its library still holds back. */
  get sent(): readonly SentVoiceState[] {
    return this.#sent.items;
  }

  /** Forgets {@link sent}. */
  clearSent(): void {
    this.#sent.clear();
  }

  /** What libraries hold back, because the bot sent more than Discord takes in a minute. */
  get heldBack(): number {
    return this.#limits.reduce((sum, limit) => sum + limit.waiting, 0);
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
    return this.#guild(guildId).channelOf(this.#options.userId);
  }

  /** People in a channel, without bots. */
  peopleIn(guildId: string, channelId: string): number {
    return this.#guild(guildId)
      .in(channelId)
      .filter(({ member }) => member.user.bot !== true).length;
  }

  /** Somebody joins a channel, or moves to it. Answers their id. */
  memberJoins(guildId: string, channelId: string, member: FakeMember = {}): string {
    const { userId = this.#secrets.id(), isBot = false, isDeaf = false } = member;
    const change = { session_id: this.#secrets.text(), self_deaf: isDeaf };
    this.#bot.tellState(this.#guild(guildId).place(userId, channelId, isBot, change));
    return userId;
  }

  /** Somebody leaves. */
  memberLeaves(guildId: string, userId: string): void {
    const state = this.#guild(guildId).remove(userId);
    if (state !== undefined) this.#bot.tellState(state);
  }

  /** A moderator moves the bot to another channel. Nothing happens when it is in none. */
  moveBot(guildId: string, channelId: string): void {
    if (this.channelOf(guildId) !== null)
      this.#bot.enter(this.#guild(guildId), channelId, this.#isStage(channelId), {});
  }

  /** A moderator throws the bot out of its channel. */
  kick(guildId: string): void {
    this.#bot.leave(this.#guild(guildId));
  }

  /** A channel is deleted, and whoever was in it is in none. */
  deleteChannel(guildId: string, channelId: string): void {
    const guild = this.#guild(guildId);
    this.#gateway.send('CHANNEL_DELETE', { id: channelId, guild_id: guildId });
    for (const { user_id } of guild.in(channelId)) {
      if (user_id === this.#options.userId) this.#bot.leave(guild);
      else this.memberLeaves(guildId, user_id);
    }
  }

  /** A moderator makes the bot a speaker of the stage it is on. */
  inviteToSpeak(guildId: string): void {
    this.#bot.change(this.#guild(guildId), { suppress: false, request_to_speak_timestamp: null });
  }

  /** A moderator sends the bot to the audience of the stage it is on. */
  moveToAudience(guildId: string): void {
    this.#bot.change(this.#guild(guildId), { suppress: true });
  }

  /**
   * Discord forgets the bot's voice session, without a packet: the voice server closes with 4006, and the bot has to join
   * anew.
   */
  invalidateSession(guildId: string): void {
    this.#guild(guildId).remove(this.#options.userId);
    this.voice.close(guildId, SESSION_INVALID);
  }

  /** The guild's voice server goes away: `endpoint` is null until there is another one by {@link moveVoiceServer}. */
  loseVoiceServer(guildId: string): void {
    this.#bot.changeServer(this.#guild(guildId), null);
  }

  /** The guild gets another voice server, of another region if you name one. Answers its endpoint. */
  moveVoiceServer(guildId: string, endpoint: string = this.#secrets.endpoint()): string {
    this.#bot.changeServer(this.#guild(guildId), endpoint);
    return endpoint;
  }

  /** The bot's connection to the gateway is lost: what it sends does not arrive, what is sent to it waits. */
  loseGateway(): void {
    this.#gateway.lose();
  }

  /** The bot is back with its session: it gets what it missed, then `RESUMED`. */
  resumeGateway(): void {
    this.#gateway.resume();
  }

  /**
   * The bot is back, but its session is not: voice connections are closed with 4014, it is in no channel any more, and it
   * gets `READY` and its guilds.
   */
  reidentifyGateway(): void {
    const { userId } = this.#options;
    const guilds = [...this.#guilds.values()].filter(({ isJoined }) => isJoined);
    for (const guild of guilds) if (guild.remove(userId) !== undefined) this.voice.close(guild.id, DISCONNECTED);
    this.#gateway.reidentify();
    this.#gateway.send('READY', {
      v: 10,
      user: { id: userId, bot: true },
      session_id: this.#secrets.text(),
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
    const voice_states = this.#guild(guildId).voiceStates.map(({ guild_id: _, member: __, ...state }) => state);
    const members = this.#guild(guildId).voiceStates.map(({ member }) => member);
    this.#gateway.send('GUILD_CREATE', { id: guildId, name: `guild-${guildId}`, members, voice_states });
  }

  /** The bot is thrown out of the guild. */
  removeFromGuild(guildId: string): void {
    const guild = this.#guild(guildId);
    guild.isJoined = false;
    if (guild.remove(this.#options.userId) !== undefined) this.voice.close(guildId, DISCONNECTED);
    this.#gateway.send('GUILD_DELETE', { id: guildId });
  }

  #receive(guildId: string, payload: object): void {
    const wish = readVoicePayload(guildId, payload);
    this.#limits[Number((BigInt(guildId) >> 22n) % BigInt(this.#limits.length))]?.pass(() => {
      const isLost = !this.#gateway.isUp;
      this.#sent.add({ at: this.#options.clock.now(), guildId, channelId: wish.channel_id, isLost });
      if (!isLost) this.#obey(this.#guild(guildId), wish);
    });
  }

  #obey(guild: FakeGuild, { channel_id, self_mute, self_deaf }: VoiceStatePayload['d']): void {
    const { userId, answerAfterMs } = this.#options;
    if (!guild.isJoined) return;
    if (channel_id === null) this.#bot.leave(guild, answerAfterMs);
    else if (guild.channelOf(userId) === channel_id) this.#bot.rejoin(guild, channel_id, { self_mute, self_deaf });
    else if (this.#admits(guild, channel_id)) {
      this.#bot.enter(guild, channel_id, this.#isStage(channel_id), { self_mute, self_deaf }, answerAfterMs);
    }
  }

  #admits(guild: FakeGuild, channelId: string): boolean {
    const { canConnect = true, userLimit = Number.POSITIVE_INFINITY } = this.#channels.get(channelId) ?? {};
    return canConnect && guild.in(channelId).length < userLimit;
  }

  #isStage(channelId: string): boolean {
    return this.#channels.get(channelId)?.type === 'stage';
  }

  #becomeSpeaker(guildId: string, channelId: string): void {
    const isThere = this.channelOf(guildId) === channelId && this.#isStage(channelId);
    if (!isThere || this.#channels.get(channelId)?.canSpeak !== true) {
      const why = isThere ? '403, code 50013: Missing Permissions' : '400, code 40032: the bot is not on that stage';
      throw new DevkitError('DISCORD_FORBIDDEN', `Discord would answer ${why}.`);
    }
    this.inviteToSpeak(guildId);
  }

  #judge(target: VoiceTarget): number | undefined {
    return this.#guild(target.guildId).judge(target);
  }

  #guild(guildId: string): FakeGuild {
    const known = this.#guilds.get(guildId);
    if (known !== undefined) return known;
    const guild = new FakeGuild(guildId, this.#secrets.endpoint());
    this.#guilds.set(guildId, guild);
    return guild;
  }
}
