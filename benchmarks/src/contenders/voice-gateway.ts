/** What a client sends to join a voice channel, as far as it matters here. */
export interface JoinPayload {
  readonly op: number;
  readonly d: { readonly guild_id?: string; readonly channel_id?: string | null };
}

/** One of the two updates that Discord sends back. */
export interface VoicePacket {
  readonly t: 'VOICE_STATE_UPDATE' | 'VOICE_SERVER_UPDATE';
  readonly d: Readonly<Record<string, unknown>>;
}

/** How long Discord takes to answer a join. */
const ANSWER_MS = 30;

/** Discord's part in joining voice channels. Whoever asks for the channel he is in gets his own state, and no new server. */
export class VoiceGateway {
  readonly #userId: string;
  readonly #deliver: (packet: VoicePacket) => void;
  readonly #joined = new Set<string>();

  constructor(userId: string, deliver: (packet: VoicePacket) => void) {
    this.#userId = userId;
    this.#deliver = deliver;
  }

  send({ op, d: { guild_id, channel_id } }: JoinPayload): void {
    if (op !== 4 || guild_id === undefined || channel_id === undefined || channel_id === null) return;
    setTimeout(() => {
      const session_id = `session-of-${guild_id}`;
      this.#deliver({ t: 'VOICE_STATE_UPDATE', d: { guild_id, user_id: this.#userId, channel_id, session_id } });
      if (this.#joined.has(guild_id)) return;
      this.#joined.add(guild_id);
      const endpoint = 'c-ams01-00000000.discord.media:2087';
      this.#deliver({ t: 'VOICE_SERVER_UPDATE', d: { guild_id, token: `token-of-${guild_id}`, endpoint } });
    }, ANSWER_MS);
  }
}
