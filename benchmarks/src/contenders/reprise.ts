import { NodePool, type Playable } from 'reprise';
import { type Contender, type NodeAddress, PASSWORD, VOICE_CHANNEL } from './contender.ts';
import { VoiceGateway } from './voice-gateway.ts';

/** With its defaults, which cache nothing. */
export class RepriseContender implements Contender {
  readonly #userId: string;
  readonly #discord: VoiceGateway;
  readonly #pool = new NodePool();
  #pinnedTo: string | undefined;

  constructor(userId: string) {
    this.#userId = userId;
    this.#discord = new VoiceGateway(userId, (packet) => this.#pool.handleRaw(packet));
  }

  get readyNodes(): number {
    return [...this.#pool.nodes().values()].filter((node) => node.isAvailable).length;
  }

  async connect(nodes: readonly NodeAddress[]): Promise<void> {
    this.#pinnedTo = nodes[0]?.name;
    await this.#pool.connect({
      client: { userId: this.#userId, sendToShard: (_guildId, payload) => this.#discord.send(payload) },
      nodes: nodes.map(({ name, port }) => ({ identifier: name, uri: `http://127.0.0.1:${port}`, password: PASSWORD })),
    });
  }

  spread(): void {
    this.#pinnedTo = undefined;
  }

  async join(guildId: string): Promise<void> {
    const node = this.#pinnedTo === undefined ? {} : { node: this.#pinnedTo };
    await this.#pool.createPlayer({ guildId, voiceChannelId: VOICE_CHANNEL, ...node });
  }

  async play(guildId: string): Promise<void> {
    const [track] = await this.#search('a song');
    if (track === undefined) throw new Error('Nothing found.');
    await this.#pool.getPlayer(guildId)?.play(track);
  }

  async enqueue(guildId: string, query: string): Promise<void> {
    this.#pool.getPlayer(guildId)?.queue.put(await this.#search(query));
  }

  async #search(query: string): Promise<readonly Playable[]> {
    const found = await this.#pool.fetchTracks(`ytsearch:${query}`);
    return Array.isArray(found) ? found : found.tracks;
  }
}
