import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/** A request as the server got it. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** How a {@link ScriptedServer} behaves; what is absent behaves like a good node. */
export interface Script {
  /** Answers everything but `/v4/info`, unless `info` is false. */
  answer?(request: SeenRequest, response: ServerResponse): void;
  /** Status that refuses the WebSocket, with headers of its own. */
  refuse?: { status: number; headers?: Record<string, string> };
  /** Frames sent at once after the upgrade. @defaultValue a `ready` */
  frames?: readonly string[];
  /** Leaves pings without their pong. */
  deaf?: boolean;
  /** Status of `/v4/info`. */
  infoStatus?: number;
  /** Is given what answers `/v4/info`, to call it later. */
  holdInfo?(answer: () => void): void;
  /** Names in `/v4/info`. */
  sourceManagers?: readonly string[];
  /** Plugins in `/v4/info`. */
  plugins?: readonly { name: string; version: string }[];
  port?: number;
}

/** A node on a real socket that breaks the protocol as a script says: what our own node never does. */
export class ScriptedServer implements AsyncDisposable {
  readonly requests: SeenRequest[] = [];
  /** WebSocket upgrades asked for, accepted or not. */
  readonly upgrades: IncomingHttpHeaders[] = [];
  readonly sockets: Set<WebSocket> = new Set();
  readonly #connections = new Set<Socket>();
  readonly #http: Server = createServer();

  private constructor(script: Script) {
    const webSockets = new WebSocketServer({ noServer: true, autoPong: !script.deaf });
    this.#http.on('connection', (socket: Socket) => {
      // Clients that hang up in the middle are what many of these tests are about.
      socket.on('error', () => socket.destroy());
      this.#connections.add(socket.unref());
    });
    this.#http.on('upgrade', (request, socket, head) => {
      this.upgrades.push(request.headers);
      if (script.refuse) {
        const { status, headers = {} } = script.refuse;
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
        socket.end(`HTTP/1.1 ${status} No\r\n${lines.join('')}Content-Length: 0\r\nConnection: close\r\n\r\n`);
        return;
      }
      webSockets.handleUpgrade(request, socket, head, (webSocket) => {
        webSocket.on('error', () => webSocket.terminate());
        this.sockets.add(webSocket);
        for (const frame of script.frames ?? [READY]) webSocket.send(frame);
      });
    });
    this.#http.on('request', (request, response) => {
      const seen = { method: request.method ?? '', url: request.url ?? '', headers: request.headers };
      // Every client asks for it, whatever a test is about.
      if (seen.method === 'PATCH' && /^\/v4\/sessions\/[^/]+$/.test(seen.url)) {
        json(response, { resuming: true, timeout: 60 });
        return;
      }
      this.requests.push(seen);
      const answerInfo = (): void => json(response, info(script), script.infoStatus);
      if (seen.url === '/v4/info' && script.holdInfo) script.holdInfo(answerInfo);
      else if (seen.url === '/v4/info') answerInfo();
      else if (script.answer) script.answer(seen, response);
      else json(response, { loadType: 'empty', data: null });
    });
  }

  static async start(script: Script = {}): Promise<ScriptedServer> {
    const server = new ScriptedServer(script);
    await new Promise<void>((resolve) => server.#http.listen(script.port ?? 0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Requests for tracks, as identifiers. */
  get loads(): string[] {
    return this.requests.flatMap(({ url }) => new URL(url, 'http://x').searchParams.getAll('identifier'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#connections) socket.destroy();
    await new Promise<void>((resolve) => this.#http.close(() => resolve()));
  }
}

export const READY = '{"op":"ready","resumed":false,"sessionId":"abcdefgh"}';

export function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** A search result of `count` tracks. */
export function searchResult(count: number, name = 'track'): unknown {
  return { loadType: 'search', data: Array.from({ length: count }, (_, i) => track(`${name} ${i}`)) };
}

export function track(title: string, uri: string | null = null): Record<string, unknown> {
  const info = {
    identifier: title,
    isSeekable: true,
    author: 'nobody',
    length: 1_000,
    isStream: false,
    position: 0,
    title,
    uri,
    artworkUrl: null,
    isrc: null,
    sourceName: 'scripted',
  };
  return { encoded: Buffer.from(title).toString('base64'), info, pluginInfo: {}, userData: {} };
}

function info({ sourceManagers = ['scripted'], plugins = [] }: Script): unknown {
  return {
    version: { semver: '4.2.2', major: 4, minor: 2, patch: 2, preRelease: null, build: null },
    buildTime: 0,
    git: { branch: '', commit: '', commitTime: 0 },
    jvm: '',
    lavaplayer: '',
    sourceManagers,
    filters: [],
    plugins,
  };
}
