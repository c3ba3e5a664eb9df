import { DevkitError } from '../errors.ts';
import { Happened } from '../time/happened.ts';
import type { BotInVoice } from './bot-in-voice.ts';
import type { SentVoiceState } from './client.ts';
import type { FakeGateway } from './fake-gateway.ts';
import type { FakeGuild } from './fake-guild.ts';
import type { VoiceStatePayload } from './packets.ts';
import { SendLimit } from './send-limit.ts';
import { readVoicePayload } from './voice-payload.ts';
import type { World } from './world/world.ts';

/** What a {@link BotWishes} works with. */
export interface BotWishesParts {
  readonly world: World;
  readonly gateway: FakeGateway;
  readonly bot: BotInVoice;
}

/** What a bot wants of voice channels, and what comes of it. */
export class BotWishes {
  readonly sent: Happened<SentVoiceState> = new Happened();
  readonly #parts: BotWishesParts;
  readonly #limits: readonly SendLimit[];

  constructor(parts: BotWishesParts) {
    this.#parts = parts;
    const { clock, shards, sendsPerMinute } = parts.world.options;
    this.#limits = Array.from({ length: shards }, () => new SendLimit(clock, sendsPerMinute));
  }

  get heldBack(): number {
    return this.#limits.reduce((sum, limit) => sum + limit.waiting, 0);
  }

  /** Takes what a library sends to a shard, which holds back what is too much. @throws DevkitError `DISCORD_PAYLOAD`. */
  receive(guildId: string, payload: object): void {
    const wish = readVoicePayload(guildId, payload);
    this.#limits[Number((BigInt(guildId) >> 22n) % BigInt(this.#limits.length))]?.pass(() => this.#take(wish));
  }

  /** Takes what came over a socket. @throws DevkitError `DISCORD_PAYLOAD`. */
  arrived(guildId: string, payload: object): void {
    this.#take(readVoicePayload(guildId, payload));
  }

  /** Lifts the bot from the audience of a stage. @throws DevkitError `DISCORD_FORBIDDEN` when it may not. */
  becomeSpeaker(guildId: string, channelId: string): void {
    const { world, bot } = this.#parts;
    const guild = world.guild(guildId);
    const isThere = guild.channelOf(world.bot.id) === channelId && world.isStage(channelId);
    if (!isThere || world.rules(channelId).canSpeak !== true) {
      const why = isThere ? '403, code 50013: Missing Permissions' : '400, code 40032: the bot is not on that stage';
      throw new DevkitError('DISCORD_FORBIDDEN', `Discord would answer ${why}.`);
    }
    bot.change(guild, { suppress: false, request_to_speak_timestamp: null });
  }

  #take(wish: VoiceStatePayload['d']): void {
    const { gateway, world } = this.#parts;
    const { guild_id: guildId, channel_id: channelId } = wish;
    const isLost = !gateway.isUp;
    this.sent.add({ at: world.clock.now(), guildId, channelId, isLost });
    if (!isLost) this.#obey(world.guild(guildId), wish);
  }

  #obey(guild: FakeGuild, { channel_id, self_mute, self_deaf }: VoiceStatePayload['d']): void {
    const { world, bot } = this.#parts;
    const { answerAfterMs } = world.options;
    if (!guild.isJoined) return;
    if (channel_id === null) bot.leave(guild, answerAfterMs);
    else if (guild.channelOf(world.bot.id) === channel_id) bot.rejoin(guild, channel_id, { self_mute, self_deaf });
    else if (world.admits(guild, channel_id)) {
      bot.enter(guild, channel_id, world.isStage(channel_id), { self_mute, self_deaf }, answerAfterMs);
    }
  }
}
