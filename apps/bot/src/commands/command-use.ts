import type { ChatInputCommandInteraction, Message } from 'discord.js';
import { type Answer, sendable } from '../display/answer.ts';
import { Use, type UseParts } from './use.ts';

/** Somebody uses a command, whose answer was deferred. */
export class CommandUse extends Use {
  readonly interaction: ChatInputCommandInteraction<'cached'>;

  constructor(interaction: ChatInputCommandInteraction<'cached'>, parts: UseParts) {
    super(parts);
    this.interaction = interaction;
  }

  /** Answers, or replaces the answer. Cut to what Discord allows, and mentions nobody. */
  answer(answer: Answer): Promise<Message> {
    return this.interaction.editReply(sendable(answer));
  }
}
