import type { StoredMessage } from './message.ts';

/** The last messages of all channels. */
export class MessageStore {
  readonly #mostKept: number;
  readonly #messages = new Map<string, StoredMessage>();

  /** @param mostKept - What is never cleared must not fill the memory of what runs for hours. */
  constructor(mostKept: number) {
    this.#mostKept = mostKept;
  }

  add(message: StoredMessage): void {
    this.#messages.set(message.id, message);
    const [oldest] = this.#messages.keys();
    if (this.#messages.size > this.#mostKept && oldest !== undefined) this.#messages.delete(oldest);
  }

  /** A message that is still there. */
  find(id: string): StoredMessage | undefined {
    const message = this.#messages.get(id);
    return message?.isDeleted === true ? undefined : message;
  }

  /** What can be read in a channel, oldest first: messages that only one person sees are not among them. */
  in(channelId: string): readonly StoredMessage[] {
    return [...this.#messages.values()].filter(
      (message) => message.channelId === channelId && !message.isDeleted && !message.isEphemeral,
    );
  }
}
