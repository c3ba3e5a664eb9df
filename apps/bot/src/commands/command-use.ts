import type { ChatInputCommandInteraction, Guild, GuildMember, Message } from 'discord.js';
import { type Answer, sendable } from '../display/answer.ts';
import { Use, type UseParts } from './use.ts';

/** Somebody uses a command, whose answer was deferred. */
export class CommandUse extends Use {
  readonly interaction: ChatInputCommandInteraction<'cached'>;

  constructor(interaction: ChatInputCommandInteraction<'cached'>, parts: UseParts) {
    super(parts);
    this.interaction = interaction;
  }

  get guild(): Guild {
    return this.interaction.guild;
  }

  get member(): GuildMember {
    return this.interaction.member;
  }

  get channelId(): string {
    return this.interaction.channelId;
  }

  /** Answers, or replaces the answer. Cut to what Discord allows, and mentions nobody. */
  answer(answer: Answer): Promise<Message> {
    return this.interaction.editReply(sendable(answer));
  }
}
