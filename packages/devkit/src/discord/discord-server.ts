import { ShardGateway } from './gateway/shard-gateway.ts';
import type { Json } from './json.ts';
import { applicationRoutes } from './rest/application-routes.ts';
import { channelRoutes } from './rest/channel-routes.ts';
import { interactionRoutes } from './rest/interaction-routes.ts';
import { RestServer } from './rest/rest-server.ts';
import type { World } from './world/world.ts';

/** What a {@link DiscordServer} tells of bots. */
export interface DiscordServerParts {
  readonly world: World;
  /** Sends an event to the bot. */
  readonly dispatch: (t: string, d: Json) => void;
  /** A bot wants into, out of or to another voice channel. @throws DevkitError where Discord would hang up. */
  readonly onVoice: (guildId: string, payload: object) => void;
  /** A session of a shard is over. */
  readonly onEnd: (holds: (guildId: string) => boolean) => void;
  /** A bot wants to speak on a stage. @throws DevkitError when it may not. */
  readonly becomeSpeaker: (guildId: string, channelId: string) => void;
}

/** Discord for bots that come over sockets: the REST API and the gateway, on one port of loopback. */
export class DiscordServer {
  readonly rest: RestServer;
  readonly shards: ShardGateway;
  readonly #world: World;
  #listening: Promise<number> | undefined;
  #port = 0;

  constructor({ world, dispatch, onVoice, onEnd, becomeSpeaker }: DiscordServerParts) {
    const url = () => `ws://127.0.0.1:${this.#port}`;
    this.#world = world;
    this.shards = new ShardGateway({ world, url, onVoice, onEnd });
    this.rest = new RestServer(world, [
      ...applicationRoutes(world, url),
      ...interactionRoutes(world, dispatch),
      ...channelRoutes(world, { dispatch, becomeSpeaker }),
    ]);
  }

  /** Where the REST API is; `undefined` while it does not listen. */
  get apiUrl(): string | undefined {
    return this.#port === 0 ? undefined : `http://127.0.0.1:${this.#port}/api`;
  }

  async listen(): Promise<string> {
    this.#listening ??= this.rest.listen((...handshake) => this.shards.upgrade(...handshake));
    this.#port = await this.#listening;
    return `http://127.0.0.1:${this.#port}/api`;
  }

  async close(): Promise<void> {
    if (this.#listening === undefined) return;
    await this.#listening;
    this.#listening = undefined;
    this.#port = 0;
    this.#world.interactions.endAll('Discord was closed.');
    await this.shards.end();
    await this.rest.close();
  }
}
