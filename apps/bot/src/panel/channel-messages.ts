import { type Client, DiscordAPIError } from 'discord.js';
import { type Answer, sendable } from '../display/answer.ts';

const UNKNOWN_MESSAGE = 10_008;
/** Unknown channel, missing access, missing permissions. */
const CLOSED = new Set<number | string>([10_003, 50_001, 50_013]);

/** The bot's messages in a text channel. */
export class ChannelMessages {
  readonly #client: Client;
  readonly #channelId: string;

  constructor(client: Client, channelId: string) {
    this.#client = client;
    this.#channelId = channelId;
  }

  /** Answers the id of the message. */
  async send(answer: Answer): Promise<string> {
    return (await (await this.#channel()).send(sendable(answer))).id;
  }

  async edit(id: string, answer: Answer): Promise<void> {
    await (await this.#channel()).messages.edit(id, sendable(answer));
  }

  async delete(id: string): Promise<void> {
    await (await this.#channel()).messages.delete(id);
  }

  /** Whether nothing was said since. */
  async isLast(id: string): Promise<boolean> {
    // Discord does not tell of messages to a bot that has no business with them, so it has to be asked.
    return (await this.#channel({ force: true })).lastMessageId === id;
  }

  async #channel(options: { readonly force?: boolean } = {}) {
    const channel = await this.#client.channels.fetch(this.#channelId, options);
    if (channel?.isSendable() !== true) throw new NotSendableError(this.#channelId);
    return channel;
  }
}

/** Whether what was to be changed is not there any more. */
export function isMessageGone(error: unknown): boolean {
  return error instanceof DiscordAPIError && error.code === UNKNOWN_MESSAGE;
}

/** Whether the bot may not write where it was to. */
export function isClosed(error: unknown): boolean {
  return error instanceof NotSendableError || (error instanceof DiscordAPIError && CLOSED.has(error.code));
}

class NotSendableError extends Error {
  override readonly name = 'NotSendableError';
  readonly code = 'CHANNEL_NOT_SENDABLE';

  constructor(channelId: string) {
    super(`Nothing can be written in the channel ${channelId}.`);
  }
}
