import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import * as Discord from 'discord.js';
import { Client as ErisClient, Shard as ErisShard, ExtendedUser } from 'eris';
import * as Oceanic from 'oceanic.js';
import type { PoolClient } from '../../../src/voice/connector-of.ts';
import { BOT } from './sessions.ts';

/** A client of a library with two shards, that is not connected: what it sends and gets goes through the test. */
export interface Library extends AsyncDisposable {
  readonly client: PoolClient;
  /** What its shards sent, by shard. */
  readonly sent: [shardId: number, payload: unknown][];
  /** What it asked of Discord's REST API. */
  readonly asked: [method: string, path: string, body: unknown][];
  /** Its shards, by id. */
  readonly shards: { delete(id: number): boolean };
  /** Lets a packet come from the gateway, through the library's own code. */
  dispatch(t: string, d: object): void;
  /** Takes the connection of all shards away. */
  disconnect(): void;
}

const PACKET = { op: 0, s: 1 } as const;
const PROFILE = { id: BOT, username: 'bot', discriminator: '0', avatar: null, bot: true };

/** A REST API that says yes to all. */
async function api(asked: Library['asked']) {
  const server = createServer(async (request, response) => {
    asked.push([request.method ?? '', request.url ?? '', JSON.parse(await text(request))]);
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/api`, close: () => void server.close() };
}

export async function discordJs(): Promise<Library> {
  const [sent, asked]: [Library['sent'], Library['asked']] = [[], []];
  const rest = await api(asked);
  const client = new Discord.Client({
    intents: ['Guilds', 'GuildVoiceStates'],
    shardCount: 2,
    rest: { api: rest.url },
  });
  client.rest.setToken('none');
  Reflect.set(client, 'user', Reflect.construct(Discord.ClientUser, [client, PROFILE]));
  const connection = Object.assign(new EventEmitter(), {
    send: (id: number, payload: unknown) => void sent.push([id, payload]),
    destroy: async () => undefined,
  });
  Reflect.set(client.ws, '_ws', connection);
  Reflect.apply(Reflect.get(client.ws, 'attachEvents'), client.ws, []);
  for (const id of [0, 1]) {
    const shard: Discord.WebSocketShard = Reflect.construct(Discord.WebSocketShard, [client.ws, id]);
    shard.status = Discord.Status.Ready;
    client.ws.shards.set(id, shard);
  }
  Reflect.set(client.ws, 'status', Discord.Status.Ready);
  return {
    client,
    sent,
    asked,
    shards: client.ws.shards,
    dispatch: (t, d) => connection.emit('dispatch', { data: { ...PACKET, t, d }, shardId: 0 }),
    disconnect() {
      for (const shard of client.ws.shards.values()) shard.status = Discord.Status.Connecting;
    },
    async [Symbol.asyncDispose]() {
      rest.close();
      await client.destroy();
    },
  };
}

export async function eris(): Promise<Library> {
  const [sent, asked]: [Library['sent'], Library['asked']] = [[], []];
  const client = new ErisClient('none', { intents: ['guilds', 'guildVoiceStates'], maxShards: 2 });
  client.user = new ExtendedUser(PROFILE, client);
  // Eris asks over https only.
  client.requestHandler.request = async (method, url, _auth, body) => void asked.push([method, `/api${url}`, body]);
  const shards = [0, 1].map((id) => new ErisShard(id, client));
  for (const shard of shards) {
    client.shards.add(shard);
    Reflect.set(
      shard,
      'ws',
      socket((payload) => sent.push([shard.id, payload])),
    );
  }
  return {
    client,
    sent,
    asked,
    shards: client.shards,
    dispatch: (t, d) => shards[0]?.onPacket({ ...PACKET, t, d }),
    disconnect: () => shards.forEach((shard) => void Reflect.set(shard, 'ws', null)),
    async [Symbol.asyncDispose]() {
      for (const shard of shards) shard.hardReset();
    },
  };
}

export async function oceanic(): Promise<Library> {
  const [sent, asked]: [Library['sent'], Library['asked']] = [[], []];
  const rest = await api(asked);
  const client = new Oceanic.Client({
    auth: 'Bot none',
    gateway: { intents: ['GUILDS', 'GUILD_VOICE_STATES'], maxShards: 2 },
    rest: { baseURL: rest.url },
  });
  Reflect.set(client, '_user', Reflect.construct(Oceanic.ExtendedUser, [PROFILE, client]));
  const shards: Oceanic.Shard[] = [0, 1].map((id) => Reflect.construct(Oceanic.Shard, [id, client.shards]));
  for (const shard of shards) {
    client.shards.set(shard.id, shard);
    Reflect.set(
      shard,
      'ws',
      socket((payload) => sent.push([shard.id, payload])),
    );
  }
  return {
    client,
    sent,
    asked,
    shards: client.shards,
    dispatch: (t, d) => Reflect.apply(Reflect.get(shards[0] ?? {}, 'onPacket'), shards[0], [{ ...PACKET, t, d }]),
    disconnect: () => shards.forEach((shard) => void Reflect.set(shard, 'ws', null)),
    async [Symbol.asyncDispose]() {
      rest.close();
    },
  };
}

/** A WebSocket that is open. */
function socket(receive: (payload: unknown) => void) {
  return { readyState: 1, send: (data: string) => receive(JSON.parse(data)), removeListener: () => undefined };
}
