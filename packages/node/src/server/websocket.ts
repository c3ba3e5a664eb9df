import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Log } from '../log.ts';
import type { SessionList } from '../session/session-list.ts';
import type { HostCheck } from './host-check.ts';
import { API_VERSION, API_VERSION_HEADER } from './http-server.ts';
import { readLong } from './long.ts';
import type { PasswordCheck } from './password.ts';

const PATH = '/v4/websocket';
/** Clients of version 4 send nothing; what they send is dropped, and this much of it ends the connection. */
const MAX_MESSAGE_BYTES = 64 * 1024;
/** Closing for a reason of our own: the session cannot be set up. */
const INTERNAL_ERROR = 1011;
const GOING_AWAY = 1001;
/** A client that does not answer the close by then is cut. */
const CLOSE_GRACE_MS = 250;

/** What a {@link WebSocketSide} is made of. */
export interface WebSocketParts {
  readonly password: PasswordCheck;
  readonly hosts: HostCheck;
  readonly sessions: SessionList;
  readonly log: Log;
}

/**
 * The WebSocket side of the node. Which handshakes are refused, and how, follows `test/fixtures/golden/handshake.json`.
 */
export class WebSocketSide {
  readonly #parts: WebSocketParts;
  readonly #server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_MESSAGE_BYTES });
  /** Connections taken over from HTTP, which does not close them any more. */
  readonly #sockets = new Set<Duplex>();

  constructor(parts: WebSocketParts) {
    this.#parts = parts;
    this.#server.on('headers', (headers, request) => {
      const resumed = this.#parts.sessions.canResume(header(request, 'session-id'));
      headers.push(`Session-Resumed: ${resumed}`, `${API_VERSION_HEADER}: ${API_VERSION}`);
    });
  }

  /** Answers a handshake. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    const refusal = this.#refusal(request);
    if (refusal !== undefined) {
      refuse(socket, refusal);
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (client) => this.#welcome(client, request));
  }

  /** Says goodbye to all clients, and cuts whoever is no client yet. */
  async close(): Promise<void> {
    const clients = [...this.#server.clients];
    const closed = clients.map((client) => new Promise<void>((resolve) => client.once('close', () => resolve())));
    for (const client of clients) client.close(GOING_AWAY);
    const cut = setTimeout(() => {
      for (const client of clients) client.terminate();
    }, CLOSE_GRACE_MS);
    await Promise.all(closed);
    clearTimeout(cut);
    for (const socket of this.#sockets) socket.destroy();
  }

  #refusal(request: IncomingMessage): number | undefined {
    if (request.url?.split('?')[0] !== PATH) return 404;
    if (!this.#parts.hosts.admits(request.headers.host)) return 403;
    if (this.#parts.password.admit(request.headers.authorization) !== 'right') return 401;
    const userId = header(request, 'user-id');
    return userId === undefined || userId === '' || userId === '0' ? 400 : undefined;
  }

  #welcome(client: WebSocket, request: IncomingMessage): void {
    const { sessions, log } = this.#parts;
    client.on('error', (error) => log.warn(`WebSocket: ${error.message}`));
    const userId = header(request, 'user-id') ?? '';
    // The real server accepts the handshake and only then fails to read the number.
    if (readLong(userId) === undefined) {
      client.close(INTERNAL_ERROR);
      return;
    }
    const session = sessions.accept(client, userId, header(request, 'session-id'));
    const name = header(request, 'client-name') ?? 'a client without a name';
    log.info(`Session ${session.id} of user ${userId} opened by ${JSON.stringify(name.slice(0, 100))}.`);
    client.once('close', (code) => {
      log.info(`Session ${session.id} closed with ${code}.`);
      sessions.release(session);
    });
  }
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function refuse(socket: Duplex, status: number): void {
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `${API_VERSION_HEADER}: ${API_VERSION}`,
    'Content-Length: 0',
    'Connection: close',
  ];
  // A client that keeps its side open would keep the connection.
  socket.once('finish', () => socket.destroy());
  socket.end(`${lines.join('\r\n')}\r\n\r\n`);
}
