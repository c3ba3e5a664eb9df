import type { ChatInputCommandInteraction, Guild, GuildMember, MessageComponentInteraction } from 'discord.js';
import type { Player } from 'reprise';
import type { BotServices } from '../bot/bot-services.ts';
import type { GuildSettings } from '../settings/guild-settings.ts';
import type { Texts } from '../texts/texts.ts';
import { Refusal } from './refusal.ts';

/** What a use of a command or a button is made of. */
export interface UseParts {
  readonly services: BotServices;
  readonly settings: GuildSettings;
  readonly texts: Texts;
  /** Aborted when the bot ends. */
  readonly signal: AbortSignal;
}

/** Somebody uses a command or a button in a guild. */
export abstract class Use {
  readonly services: BotServices;
  readonly settings: GuildSettings;
  readonly texts: Texts;
  readonly signal: AbortSignal;

  constructor({ services, settings, texts, signal }: UseParts) {
    this.services = services;
    this.settings = settings;
    this.texts = texts;
    this.signal = signal;
  }

  /** What Discord told of it. */
  abstract readonly interaction: ChatInputCommandInteraction<'cached'> | MessageComponentInteraction<'cached'>;

  get guild(): Guild {
    return this.interaction.guild;
  }

  /** Who uses it. */
  get member(): GuildMember {
    return this.interaction.member;
  }

  /** Where it is used. */
  get channelId(): string {
    return this.interaction.channelId;
  }

  /** The guild's player; undefined while the bot is in no voice channel. */
  get player(): Player | undefined {
    return this.services.pool.getPlayer(this.guild.id);
  }

  /** The guild's player. @throws {@link Refusal} when there is none. */
  get presentPlayer(): Player {
    const { player } = this;
    if (player !== undefined) return player;
    throw new Refusal(({ common }) => common.notInVoice);
  }

  /** The guild's player, which has a track, paused or not. @throws {@link Refusal} when nothing plays. */
  get busyPlayer(): Player {
    const { player } = this;
    if (player?.current !== undefined) return player;
    throw new Refusal(({ common }) => common.nothingPlays);
  }
}
