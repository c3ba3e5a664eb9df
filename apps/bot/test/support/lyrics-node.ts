import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Lyrics } from 'reprise';

/** A node with lyrics: another one, with the plugin in front of it. */
export interface LyricsNode extends AsyncDisposable {
  readonly url: string;
}

/** Starts a {@link LyricsNode}. @param lyrics - Of whatever plays; undefined when there are none. */
export async function lyricsNode(nodeUrl: string, lyrics: () => Lyrics | undefined): Promise<LyricsNode> {
  const { hostname, port } = new URL(nodeUrl);
  const server = createServer((incoming, outgoing) => {
    if (incoming.url?.split('?')[0]?.endsWith('/track/lyrics') === true) return answer(outgoing, lyrics());
    const { url: path = '/', method, headers } = incoming;
    const asked = request({ hostname, port, path, method, headers }, (answered) => {
      if (path === '/v4/info') return void withPlugin(answered, outgoing);
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
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(outgoing: ServerResponse, body: unknown): void {
  if (body === undefined) outgoing.writeHead(204).end();
  else outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function withPlugin(answered: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const info: unknown = JSON.parse((await answered.setEncoding('utf8').toArray()).join(''));
  answer(outgoing, { ...Object(info), plugins: [{ name: 'lavalyrics-plugin', version: '1.0.0' }] });
}
