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
