/** What a bot sends to Discord's gateway to enter, move or leave a voice channel (opcode 4), as the gateway wants it. */
export interface VoicePayload {
  readonly op: 4;
  readonly d: {
    readonly guild_id: string;
    /** `null` leaves. */
    readonly channel_id: string | null;
    readonly self_mute: boolean;
    readonly self_deaf: boolean;
  };
}

/** The gateway side of a pool: one for each library of Discord. */
export interface Connector {
  /** The bot's user. */
  readonly userId: string;
  /** What a person should look at when Discord says nothing. One or more sentences. */
  readonly advice: string;
  /**
   * Sends to the guild's shard. A shard that is just away may drop it: it is sent again when the shard is back.
   *
   * @throws VoiceClientError when it can never be sent.
   */
  send(guildId: string, payload: VoicePayload): void | Promise<void>;
  /** Shards that the bot is divided into, as its library tells it once it is logged in. Absent when that is not known. */
  readonly shardCount?: number | 'auto' | undefined;
  /** Hands every packet of the gateway to `handler`, until the function it returns is called. */
  listen(handler: (packet: unknown) => void): () => void;
  /**
   * People in the channel in which the bot is: bots do not count, and who is deafened does, as they come back to listen.
   * Undefined when the library does not know, which is so when it does not see the bot itself there.
   */
  countListeners(guildId: string, channelId: string): number | undefined;
  /** Lifts the bot from the audience of a stage. Absent when the client has no way to. */
  becomeSpeaker?(guildId: string, channelId: string): Promise<void>;
}
