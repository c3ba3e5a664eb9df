import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { AudioNode } from '@reprise/node';
import { Events } from 'discord.js';
import { type Lyrics, NodePool, type Player } from 'reprise';
import type { Command } from '../../src/commands/command.ts';
import type { CommandPath } from '../../src/commands/command-paths.ts';
import { definitions } from '../../src/commands/definition.ts';
import { Dispatcher } from '../../src/commands/dispatcher.ts';
import type { BotStage } from './bot-stage.ts';
import { scripted } from './song-stage.ts';

/** What is different about a node. */
export interface Alterations {
  /** Lyrics of whatever plays, by the plugin for it; undefined when there are none. @defaultValue no plugin */
  readonly lyrics?: () => Lyrics | undefined;
  /** The filters it has. @defaultValue all */
  readonly filters?: readonly string[];
}

/** A bot whose players are on such a node. */
export interface AlteredNode extends AsyncDisposable {
  /** The player of the guild, which plays `one`. */
  readonly player: Player;
}

/** Puts the bot of a stage on another node, with these commands. */
export async function alteredNode(
  { client, discord, dispatcher, guild, script, services }: BotStage,
  commands: Readonly<Partial<Record<CommandPath, Command>>>,
  alterations: Alterations,
): Promise<AlteredNode> {
  const voice = discord.voice.at('B');
  const node = new AudioNode({ port: 0, password: 'secret', sources: [scripted(script)], voice });
  await node.start();
  const front = await frontOf(node.url, alterations);
  const pool = new NodePool();
  const nodes = [{ identifier: 'B', uri: front.url, password: 'secret' }];
  await pool.connect({ client, nodes, logger: null, defaultSearchSource: 'scsearch' });
  await dispatcher.stop();
  client.removeAllListeners(Events.InteractionCreate);
  const parts = { commands, buttons: {}, limits: { waitMs: () => 0 }, onUse: () => undefined };
  const next = new Dispatcher({ ...parts, services: { ...services, pool } });
  client.on(Events.InteractionCreate, (interaction) => next.handle(interaction));
  await client.application?.commands.set([...definitions(commands)]);
  const player = await pool.createPlayer({ guildId: guild.id, voiceChannelId: guild.channel('Music') });
  const [track] = await pool.fetchTracks('one');
  if (track !== undefined) await player.play(track);
  return {
    player,
    [Symbol.asyncDispose]: async () => {
      await next.stop();
      await pool.close();
      await front.close();
      await node.close();
    },
  };
}

async function frontOf(nodeUrl: string, alterations: Alterations) {
  const { hostname, port } = new URL(nodeUrl);
  const server = createServer((incoming, outgoing) => {
    const isLyrics = incoming.url?.split('?')[0]?.endsWith('/track/lyrics') === true;
    if (isLyrics && alterations.lyrics !== undefined) return answer(outgoing, alterations.lyrics());
    const { url: path = '/', method, headers } = incoming;
    const asked = request({ hostname, port, path, method, headers }, (answered) => {
      if (path === '/v4/info') return void alteredInfo(answered, outgoing, alterations);
      outgoing.writeHead(answered.statusCode ?? 500, answered.headers);
      answered.pipe(outgoing);
    });
    incoming.pipe(asked);
  });
  server.on('upgrade', ({ url, headers }, socket, head) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    const node = connect(Number(port), hostname, () => {
      node.write(`GET ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      node.write(head);
      node.pipe(socket).pipe(node);
    });
    node.on('error', () => socket.destroy());
    socket.on('error', () => node.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(outgoing: ServerResponse, body: unknown): void {
  if (body === undefined) outgoing.writeHead(204).end();
  else outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function alteredInfo(
  answered: IncomingMessage,
  outgoing: ServerResponse,
  { lyrics, filters }: Alterations,
): Promise<void> {
  const info: unknown = JSON.parse((await answered.setEncoding('utf8').toArray()).join(''));
  const plugins = [{ name: 'lavalyrics-plugin', version: '1.0.0' }];
  answer(outgoing, { ...Object(info), ...(lyrics && { plugins }), ...(filters && { filters }) });
}
