import { LavalinkManager, type Track } from 'lavalink-client';
import { type Contender, type NodeAddress, PASSWORD, VOICE_CHANNEL } from './contender.ts';
import { VoiceGateway } from './voice-gateway.ts';

const RESUME_MS = 300_000;

/** With `autoMove`, `autoSkip` and the session resuming of its README; everything else is its default. */
export class LavalinkClientContender implements Contender {
  readonly #userId: string;
  readonly #discord: VoiceGateway;
  #manager: LavalinkManager | undefined;
  #pinnedTo: string | undefined;

  constructor(userId: string) {
    this.#userId = userId;
    this.#discord = new VoiceGateway(userId, (packet) => {
      // Its type has room for no packet that is not complete.
      void this.#manager?.sendRawData(JSON.parse(JSON.stringify(packet)));
    });
  }

  get readyNodes(): number {
    return [...(this.#manager?.nodeManager.nodes.values() ?? [])].filter((node) => node.connected).length;
  }

  async connect(nodes: readonly NodeAddress[]): Promise<void> {
    this.#pinnedTo = nodes[0]?.name;
    const client = { id: this.#userId, username: 'bot' };
    this.#manager = new LavalinkManager({
      nodes: nodes.map(({ name, port }) => ({ id: name, host: '127.0.0.1', port, authorization: PASSWORD })),
      sendToShard: (_guildId, payload) => this.#discord.send(payload),
      client,
      autoMove: true,
      autoSkip: true,
    });
    this.#manager.nodeManager.on('error', () => undefined);
    this.#manager.nodeManager.on('connect', (node) => {
      // As its README has it, but for the rejection: `connect` may come before the session is known.
      Promise.resolve(node.updateSession(true, RESUME_MS)).catch(() => undefined);
    });
    await this.#manager.init(client);
  }

  spread(): void {
    this.#pinnedTo = undefined;
  }

  async join(guildId: string): Promise<void> {
    const node = this.#pinnedTo === undefined ? {} : { node: this.#pinnedTo };
    const player = this.#manager?.createPlayer({ guildId, voiceChannelId: VOICE_CHANNEL, ...node });
    await player?.connect();
  }

  async play(guildId: string): Promise<void> {
    const player = this.#manager?.getPlayer(guildId);
    const [track] = await this.#search(guildId, 'a song');
    if (player === undefined || track === undefined) throw new Error('Nothing found.');
    await player.queue.add(track);
    await player.play();
  }

  async enqueue(guildId: string, query: string): Promise<void> {
    await this.#manager?.getPlayer(guildId)?.queue.add(await this.#search(guildId, query));
  }

  async #search(guildId: string, query: string): Promise<Track[]> {
    const player = this.#manager?.getPlayer(guildId);
    const found = await player?.node.search({ query, source: 'ytsearch' }, { id: '1' });
    if (found?.loadType !== 'search') throw new Error('Nothing found.');
    return found.tracks;
  }
}
