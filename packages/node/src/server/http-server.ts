import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '@reprise/clock';
import { ListenError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { HostCheck } from './host-check.ts';
import { HttpError } from './http-error.ts';
import { readJson } from './json-body.ts';
import type { PasswordCheck } from './password.ts';
import { isWebSocket, withoutUpgrade } from './plain-request.ts';
import { type Reply, toJson } from './reply.ts';
import type { Call, Router } from './router.ts';

/** Tells clients which version of the protocol this is. */
export const API_VERSION_HEADER = 'lavalink-api-version';
/** @see {@link API_VERSION_HEADER} */
export const API_VERSION = '4';

/**
 * Request line and headers together, line ends included. The real server refuses more
 * (`test/fixtures/golden/rest.json`, "load 8 kB of text"); Node counts fewer of those bytes, so it is not enough to tell it.
 */
const MAX_HEADER_BYTES = 8 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** A client that takes nothing of its answer for this long is cut: what waits for it takes memory. */
const STALL_MS = 30_000;
/** Files served without a password: the links go into players that cannot send one. */
const OPEN_PATH = /^\/media\//;

/** What an {@link HttpServer} is made of. */
export interface HttpServerParts {
  readonly router: Router;
  readonly password: PasswordCheck;
  readonly hosts: HostCheck;
  readonly clock: Clock;
  readonly log: Log;
  /** Takes over the connection of a WebSocket handshake. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** How long a client may take nothing of its answer, in milliseconds. @defaultValue half a minute */
  readonly stallMs?: number;
}

/** The HTTP side of the node: password, routing, error bodies. */
export class HttpServer {
  readonly #server: Server;
  readonly #parts: HttpServerParts;

  constructor(parts: HttpServerParts) {
    this.#parts = parts;
    this.#server = createServer(
      {
        maxHeaderSize: MAX_HEADER_BYTES,
        headersTimeout: HEADERS_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        shouldUpgradeCallback: isWebSocket,
      },
      (request, response) => void this.#answer(request, response),
    );
    this.#server.on('upgrade', (request, socket, head) => {
      if (isWebSocket(request)) parts.upgrade(request, socket, head);
      else withoutUpgrade(this.#server, request, socket, head);
    });
    this.#server.on('clientError', refuse);
  }

  /** Starts listening and tells the port. @throws {@link ListenError} */
  async listen(host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      const fail = (cause: Error): void => reject(new ListenError(host, port, cause));
      this.#server.once('error', fail);
      this.#server.listen(port, host, () => {
        this.#server.off('error', fail);
        this.#server.on('error', (error) => this.#parts.log.error(`HTTP server: ${error.message}`));
        resolve();
      });
    });
    return addressOf(this.#server).port;
  }

  /** Stops listening and cuts what is still open. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (headerBytes(request) > MAX_HEADER_BYTES) {
      response.writeHead(400, { 'content-length': '0', connection: 'close' }).end();
      return;
    }
    const target = splitTarget(request.url ?? '/');
    try {
      if (!this.#parts.hosts.admits(request.headers.host)) {
        throw new HttpError(403, 'A node without a password answers to localhost and its public address only.');
      }
      const refused = this.#refusal(request, target.path);
      if (refused !== undefined) {
        response.writeHead(refused, { [API_VERSION_HEADER]: API_VERSION, 'content-length': '0' }).end();
        return;
      }
      const { route, params } = this.#parts.router.find(request.method ?? 'GET', target.path);
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      const call: Call = {
        request,
        path: target.path,
        query: target.query,
        signal: gone.signal,
        param: (name) => params.get(name) ?? '',
        body: () => readJson(request),
      };
      const reply = await route.handle(call);
      response.setTimeout(this.#parts.stallMs ?? STALL_MS, () => response.destroy());
      await write(response, reply);
    } catch (error) {
      this.#answerError(response, target, error);
    }
  }

  /** 401 without a password, 403 with a wrong one, both without a body, before anything else is looked at. */
  #refusal(request: IncomingMessage, path: string): number | undefined {
    if (OPEN_PATH.test(path)) return undefined;
    const admission = this.#parts.password.admit(request.headers.authorization);
    if (admission === 'right') return undefined;
    return admission === 'missing' ? 401 : 403;
  }

  #answerError(response: ServerResponse, { path, query }: Target, error: unknown): void {
    if (response.destroyed) return;
    const known = error instanceof HttpError;
    if (!known)
      this.#parts.log.error(`${path}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const { status, reason, message, headers, apiVersion } = known
      ? error
      : new HttpError(500, 'No message available', { apiVersion: false });
    const trace = query.get('trace') === 'true' ? { trace: `${known ? error.name : 'Error'}: ${message}` } : {};
    const body = toJson({ timestamp: this.#parts.clock.now(), status, error: reason, ...trace, message, path });
    const version = apiVersion ? { [API_VERSION_HEADER]: API_VERSION } : {};
    response.writeHead(status, { ...headers, ...version, 'content-type': 'application/json' }).end(body);
  }
}

function headerBytes({ method = '', url = '', rawHeaders }: IncomingMessage): number {
  const requestLine = `${method} ${url} HTTP/1.1\r\n`.length;
  // Names and values alternate; ": " follows the one and a line end the other.
  return rawHeaders.reduce((sum, part) => sum + part.length + 2, requestLine + 2);
}

interface Target {
  readonly path: string;
  readonly query: URLSearchParams;
}

function splitTarget(url: string): Target {
  const mark = url.indexOf('?');
  if (mark < 0) return { path: url, query: new URLSearchParams() };
  return { path: url.slice(0, mark), query: new URLSearchParams(url.slice(mark + 1)) };
}

async function write(response: ServerResponse, { status, headers = {}, body }: Reply): Promise<void> {
  response.writeHead(status, { [API_VERSION_HEADER]: API_VERSION, ...headers });
  if (body === undefined || typeof body === 'string') {
    response.end(body);
    return;
  }
  if (response.req.method === 'HEAD') {
    response.end();
    return;
  }
  const stream = await body();
  try {
    await pipeline(stream, response);
  } catch (error) {
    // The listener went away in the middle of a file; nobody is left to be told.
    if (!response.destroyed) throw error;
  }
}

/** A request that is no HTTP, or too large: 400 without a body or a header, as the real server. */
function refuse(_error: Error, socket: Socket | Duplex): void {
  if (!socket.writable) return;
  // A client that keeps its side open would keep the connection.
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 400 ${STATUS_CODES[400]}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address;
}
