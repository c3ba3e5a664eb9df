import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** Whether a request wants to become a WebSocket. */
export function isWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

/**
 * Gives a request back to the server without its wish to be upgraded, which may be ignored (RFC 9110, 7.8): Java's
 * `HttpClient` and `curl --http2` ask every server for `h2c`. Newer Nodes do this by `shouldUpgradeCallback`; 22 takes
 * such a connection away from HTTP as soon as there is a listener for `upgrade`.
 */
export function withoutUpgrade(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = request;
  const headers = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && name.toLowerCase() !== 'upgrade' ? `${name}: ${rawHeaders[index + 1]}\r\n` : [],
  );
  const start = Buffer.from(`${method} ${url} HTTP/${httpVersion}\r\n${headers.join('')}\r\n`, 'latin1');
  socket.unshift(Buffer.concat([start, head]));
  server.emit('connection', socket);
}
