import { Connector, type NodeOption, Shoukaku } from 'shoukaku';
import { type Contender, type NodeAddress, PASSWORD, VOICE_CHANNEL } from './contender.ts';
import { type JoinPayload, VoiceGateway } from './voice-gateway.ts';

/** A Discord library, as far as Shoukaku sees it. */
class Gateway extends Connector {
  readonly #userId: string;
  readonly #discord: VoiceGateway;

  constructor(userId: string) {
    super({});
    this.#userId = userId;
    this.#discord = new VoiceGateway(userId, (packet) => this.raw(packet));
  }

  getId(): string {
    return this.#userId;
  }

  listen(nodes: NodeOption[]): void {
    setImmediate(() => this.ready(nodes));
  }

  sendPacket(_shardId: number, payload: JoinPayload): void {
    this.#discord.send(payload);
  }
}

/** With `moveOnDisconnect` and `resume` of its README; everything else is its default. */
export class ShoukakuContender implements Contender {
  readonly #userId: string;
  #shoukaku: Shoukaku | undefined;
  #track: Promise<string> | undefined;
  #pinned = true;

  constructor(userId: string) {
    this.#userId = userId;
  }

  get readyNodes(): number {
    return [...(this.#shoukaku?.nodes.values() ?? [])].filter((node) => node.state === 1).length;
  }

  async connect(nodes: readonly NodeAddress[]): Promise<void> {
    const options = nodes.map(({ name, port }) => ({ name, url: `127.0.0.1:${port}`, auth: PASSWORD }));
    this.#shoukaku = new Shoukaku(new Gateway(this.#userId), options, {
      resume: true,
      moveOnDisconnect: true,
      nodeResolver: (all) => {
        const ready = [...all.values()].filter((node) => node.state === 1);
        const first = ready.find(({ name }) => name === nodes[0]?.name);
        // What stands in its default resolver.
        return this.#pinned && first ? first : ready.sort((a, b) => a.penalties - b.penalties).shift();
      },
    });
    this.#shoukaku.on('error', () => undefined);
  }

  spread(): void {
    this.#pinned = false;
  }

  async join(guildId: string): Promise<void> {
    await this.#shoukaku?.joinVoiceChannel({ guildId, channelId: VOICE_CHANNEL, shardId: 0 });
  }

  async play(guildId: string): Promise<void> {
    this.#track ??= this.#search();
    await this.#shoukaku?.players.get(guildId)?.playTrack({ track: { encoded: await this.#track } });
  }

  async #search(): Promise<string> {
    const found = await this.#shoukaku?.getIdealNode()?.rest.resolve('ytsearch:a song');
    if (found?.loadType !== 'search' || found.data[0] === undefined) throw new Error('Nothing found.');
    return found.data[0].encoded;
  }
}
