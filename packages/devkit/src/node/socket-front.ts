import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '@reprise/clock';
import { WebSocket, WebSocketServer } from 'ws';
import type { Behaviour } from './behaviour.ts';
import type { FaultAnswer } from './fault-answer.ts';
import { VERSION_HEADER } from './http-front.ts';
import type { RequestLog } from './request-log.ts';
import type { Upstream } from './upstream.ts';

/** Headers of a handshake that say who somebody is. */
const CLIENT_HEADERS = ['authorization', 'user-id', 'client-name', 'session-id', 'user-agent'];
const NORMAL = 1000;
/** Codes that say how a connection ended, which nobody may send. */
const UNSENDABLE: ReadonlySet<number> = new Set([1005, 1006, 1015]);

/** What a {@link SocketFront} works with. */
export interface SocketFrontParts {
  readonly behaviour: Behaviour;
  readonly clock: Clock;
  readonly log: RequestLog;
  /** The good node; none while the node is dead. */
  readonly upstream: () => Upstream | undefined;
}

/** The WebSocket side of a faulty node: one connection to the good node for each client, and faults between them. */
export class SocketFront {
  readonly #parts: SocketFrontParts;
  readonly #server = new WebSocketServer({ noServer: true, perMessageDeflate: false });

  /** Headers of the good node's answer to a handshake, to be handed on. */
  readonly #given = new WeakMap<IncomingMessage, readonly string[]>();

  constructor(parts: SocketFrontParts) {
    this.#parts = parts;
    this.#server.on('headers', (headers, request) => {
      headers.push(...(this.#given.get(request) ?? []), `${VERSION_HEADER}: ${parts.behaviour.apiVersion}`);
    });
  }

  /** Answers a handshake. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const { path } = this.#parts.log.add(request);
    const fault = this.#parts.behaviour.rules.take('GET', path);
    const refusal = this.#refusal(fault);
    if (refusal !== undefined) this.#refuse(socket, refusal, fault?.kind === 'status' ? fault.retryAfterS : undefined);
    else if (fault?.kind === 'slow') this.#parts.clock.after(fault.ms, () => this.#connect(request, socket, head));
    else if (fault?.kind !== 'never') this.#connect(request, socket, head);
  }

  /** Sends a text to every client, whatever it is. */
  send(text: string | Buffer): void {
    for (const client of this.#server.clients) client.send(text);
  }

  /** Cuts every client. */
  cut(): void {
    for (const client of this.#server.clients) client.terminate();
  }

  #refusal(fault: FaultAnswer | undefined): number | undefined {
    if (fault?.kind === 'status') return fault.status;
    if (fault?.kind === 'html') return fault.status ?? 502;
    return this.#parts.behaviour.apiVersion === '4' ? undefined : 404;
  }

  #refuse(socket: Duplex, status: number, retryAfterS?: number): void {
    const lines = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}`,
      `${VERSION_HEADER}: ${this.#parts.behaviour.apiVersion}`,
      ...(retryAfterS === undefined ? [] : [`Retry-After: ${retryAfterS}`]),
      'Content-Length: 0',
      'Connection: close',
    ];
    socket.once('finish', () => socket.destroy());
    socket.end(`${lines.join('\r\n')}\r\n\r\n`);
  }

  #connect(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const upstream = this.#parts.upstream();
    if (upstream === undefined || socket.destroyed) {
      socket.destroy();
      return;
    }
    const headers = Object.fromEntries(CLIENT_HEADERS.flatMap((name) => headerOf(request, name)));
    const node = new WebSocket(`${upstream.url.replace(/^http/, 'ws')}${request.url}`, {
      headers,
      perMessageDeflate: false,
    });
    node.on('error', () => socket.destroy());
    node.once('unexpected-response', (call, { statusCode = 500 }) => {
      this.#refuse(socket, statusCode);
      call.destroy();
    });
    node.once('upgrade', ({ headers }) =>
      this.#given.set(request, [`Session-Resumed: ${headers['session-resumed'] ?? 'false'}`]),
    );
    node.once('open', () => this.#welcome(node, request, socket, head));
  }

  #welcome(node: WebSocket, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { behaviour } = this.#parts;
    this.#server.handleUpgrade(request, socket, head, (client) => {
      node.on('message', (data) => {
        for (const text of behaviour.messages(data.toString())) client.send(text);
      });
      node.on('close', (code, reason) => close(client, code, reason));
      client.on('message', (data, isBinary) => node.send(data, { binary: isBinary }));
      client.on('error', () => client.terminate());
      client.on('close', (code, reason) => close(node, code, reason));
    });
    // The client hung up in the middle: it never was one.
    if (socket.destroyed) node.terminate();
  }
}

function close(socket: WebSocket, code: number, reason: Buffer): void {
  if (code === 1005) socket.close(NORMAL);
  else if (UNSENDABLE.has(code)) socket.terminate();
  else socket.close(code, reason);
}

function headerOf({ headers }: IncomingMessage, name: string): readonly [string, string][] {
  const value = headers[name];
  return typeof value === 'string' ? [[name, value]] : [];
}
