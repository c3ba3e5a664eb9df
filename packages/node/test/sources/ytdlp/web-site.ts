import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tone } from '../../support/wav.ts';

/** A web site with what yt-dlp's generic extractor reads, and with what goes wrong. */
export interface WebSite extends AsyncDisposable {
  readonly url: string;
}

/** Starts a {@link WebSite} on loopback. */
export async function startWebSite(): Promise<WebSite> {
  const music = tone(1);
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? '/';
    const host = `http://${request.headers.host}`;
    const status = /^\/status\/(\d+)/.exec(path)?.[1];
    if (path.startsWith('/tone')) send(response, 'audio/wav', music);
    else if (path === '/page') send(response, 'text/html', pageOf(host));
    else if (path === '/feed') send(response, 'application/rss+xml', feedOf(host));
    else if (path === '/inside') response.writeHead(302, { location: 'http://169.254.169.254/tone.wav' }).end();
    else if (path === '/hang') return;
    else response.writeHead(status === undefined ? 404 : Number(status)).end();
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The web site has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, type: string, body: Buffer | string): void {
  response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) }).end(body);
}

function pageOf(host: string): string {
  return `<html><head><meta property="og:title" content="A page"></head><body><audio src="${host}/tone.wav"></audio></body></html>`;
}

function feedOf(host: string): string {
  const items = [1, 2, 3].map(
    (n) => `<item><title>Part ${n}</title><enclosure url="${host}/tone.wav?${n}" type="audio/wav" length="1"/></item>`,
  );
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>A feed</title>${items.join('')}</channel></rss>`;
}
