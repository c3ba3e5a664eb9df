import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tone } from './wav.ts';

/** A web server with music, lists, pages, errors and things that break. */
export interface MediaServer extends AsyncDisposable {
  readonly url: string;
  /** Paths asked for so far. */
  readonly asked: readonly string[];
}

/** Starts a {@link MediaServer} on loopback; its `/elsewhere` redirects to the given address. */
export async function startMediaServer(elsewhere = '/tone.wav'): Promise<MediaServer> {
  const tone10 = tone(10);
  const asked: string[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url?.split('?')[0] ?? '/';
    asked.push(path);
    const hop = /^\/hops\/(\d+)$/.exec(path)?.[1];
    if (path === '/tone.wav') send(request, response, tone10, 'audio/wav');
    else if (path === '/page.html') send(request, response, Buffer.from('<html><title>x</title></html>'), 'text/html');
    else if (path === '/redirect') redirect(response, '/tone.wav');
    else if (path === '/elsewhere') redirect(response, elsewhere);
    else if (path === '/to-file') redirect(response, 'file:///etc/passwd');
    else if (hop !== undefined) redirect(response, hop === '0' ? '/tone.wav' : `/hops/${Number(hop) - 1}`);
    else if (path === '/list.m3u') {
      const list = `#EXTM3U\n#EXTINF:10,Tone\nhttp://${request.headers.host}/tone.wav\n`;
      send(request, response, Buffer.from(list), 'audio/x-mpegurl');
    } else if (path === '/hang') response.writeHead(200, { 'content-type': 'audio/wav' }).flushHeaders();
    else if (path === '/silence') return;
    else if (path === '/error') response.writeHead(500).end('boom');
    else response.writeHead(404).end('nope');
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The media server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(request: IncomingMessage, response: ServerResponse, bytes: Buffer, type: string): void {
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const headers = { 'content-type': type, 'accept-ranges': 'bytes' };
  if (range === null) {
    response.writeHead(200, { ...headers, 'content-length': bytes.length }).end(bytes);
    return;
  }
  const start = Number(range[1]);
  const end = range[2] === '' ? bytes.length - 1 : Number(range[2]);
  const part = bytes.subarray(start, end + 1);
  const contentRange = `bytes ${start}-${end}/${bytes.length}`;
  response.writeHead(206, { ...headers, 'content-length': part.length, 'content-range': contentRange }).end(part);
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { location }).end();
}
