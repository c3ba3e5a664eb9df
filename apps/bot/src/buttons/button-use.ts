import { type Message, type MessageComponentInteraction, MessageFlags } from 'discord.js';
import { Use, type UseParts } from '../commands/use.ts';
import { type Answer, sendable } from '../display/answer.ts';

/** Somebody clicked a button, which Discord knows of already. */
export class ButtonUse extends Use {
  readonly interaction: MessageComponentInteraction<'cached'>;
  /** What the id of the button says besides its name. */
  readonly args: readonly string[];

  constructor(interaction: MessageComponentInteraction<'cached'>, args: readonly string[], parts: UseParts) {
    super(parts);
    this.interaction = interaction;
    this.args = args;
  }

  /** Replaces the message that the button is on. */
  update(answer: Answer): Promise<Message> {
    return this.interaction.editReply(sendable(answer));
  }

  /** Tells who clicked, and nobody else. */
  tell(answer: Answer): Promise<Message> {
    return this.interaction.followUp({ ...sendable(answer), flags: MessageFlags.Ephemeral });
  }
}
