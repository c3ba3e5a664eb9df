import { Manager, ManagerEventTypes, type Track } from 'magmastream';
import { type Contender, type NodeAddress, PASSWORD, VOICE_CHANNEL } from './contender.ts';
import { VoiceGateway } from './voice-gateway.ts';

/** With `enableSessionResumeOption` of its documents; everything else is its default. It moves players by itself. */
export class MagmastreamContender implements Contender {
  readonly #userId: string;
  readonly #discord: VoiceGateway;
  #manager: Manager | undefined;
  #pinnedTo: string | undefined;

  constructor(userId: string) {
    this.#userId = userId;
    this.#discord = new VoiceGateway(userId, (packet) => {
      void this.#manager?.updateVoiceState(JSON.parse(JSON.stringify(packet)));
    });
  }

  get readyNodes(): number {
    return this.#manager?.nodes.filter((node) => node.connected && node.sessionId !== null).size ?? 0;
  }

  async connect(nodes: readonly NodeAddress[]): Promise<void> {
    this.#pinnedTo = nodes[0]?.name;
    this.#manager = new Manager({
      playNextOnEnd: true,
      nodes: nodes.map(({ name, port }) => ({
        identifier: name,
        host: '127.0.0.1',
        port,
        password: PASSWORD,
        enableSessionResumeOption: true,
      })),
      send: (packet) => this.#discord.send(packet),
      getUser: () => undefined,
      getGuild: () => undefined,
    });
    // Sessions are kept in files by this number: bots that share a folder must not share it.
    await this.#manager.init({ clientId: this.#userId, clusterId: Number(this.#userId.slice(-6)) });
    this.#manager.on(ManagerEventTypes.NodeError, () => undefined);
  }

  spread(): void {
    this.#pinnedTo = undefined;
  }

  async join(guildId: string): Promise<void> {
    const node = this.#pinnedTo === undefined ? {} : { nodeIdentifier: this.#pinnedTo };
    const player = this.#manager?.create({
      guildId,
      voiceChannelId: VOICE_CHANNEL,
      textChannelId: '6',
      // Without it, creating a player is an unhandled rejection.
      volume: 100,
      ...node,
    });
    player?.connect();
  }

  async play(guildId: string): Promise<void> {
    const player = this.#manager?.getPlayer(guildId);
    const [track] = await this.#search('a song');
    if (player === undefined || track === undefined) throw new Error('Nothing found.');
    await player.queue.add(track);
    await player.play();
  }

  async enqueue(guildId: string, query: string): Promise<void> {
    await this.#manager?.getPlayer(guildId)?.queue.add(await this.#search(query));
  }

  async #search(query: string): Promise<Track[]> {
    const found = await this.#manager?.search(query, { id: '1', username: 'somebody' });
    if (found === undefined || !('tracks' in found)) throw new Error('Nothing found.');
    return found.tracks;
  }
}
