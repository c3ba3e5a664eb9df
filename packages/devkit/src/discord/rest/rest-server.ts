import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { durationMs, wholeNumber } from '@reprise/options';
import { AnswerRules, type FaultRoute } from '../../node/fault-answer.ts';
import { Happened } from '../../time/happened.ts';
import type { World } from '../world/world.ts';
import { ApiError, apiError, statusError } from './api-error.ts';
import type { DiscordRequest, DiscordRest } from './discord-rest.ts';
import { type RateLimit, type RateLimitState, RateLimits } from './rate-limits.ts';
import { type RequestBody, readBody } from './read-body.ts';
import { findRoute, type RestAnswer, type Route } from './rest-call.ts';
import type { DiscordFault } from './rest-faults.ts';

interface Reply extends RestAnswer {
  readonly headers?: Readonly<Record<string, string>>;
}

interface Asked extends RequestBody {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
}

/** The HTTP side of Discord. */
export class RestServer implements DiscordRest {
  readonly #world: World;
  readonly #routes: readonly Route[];
  readonly #server: Server;
  readonly #requests = new Happened<DiscordRequest>();
  readonly #faults = new AnswerRules<DiscordFault>();
  readonly #limits: RateLimits;
  #latencyMs = 0;

  constructor(world: World, routes: readonly Route[]) {
    this.#world = world;
    this.#routes = routes;
    this.#limits = new RateLimits(world.clock);
    this.#server = createServer((request, response) => {
      this.#receive(request, response).catch(() => request.socket.destroy());
    });
    this.#server.on('clientError', (_error, socket) => socket.destroy());
  }

  get requests(): readonly DiscordRequest[] {
    return this.#requests.items;
  }

  get latencyMs(): number {
    return this.#latencyMs;
  }

  set latencyMs(ms: number) {
    this.#latencyMs = durationMs('FakeDiscord: rest.latencyMs', ms);
  }

  clearRequests(): void {
    this.#requests.clear();
  }

  fail(fault: DiscordFault, route: FaultRoute = {}): () => void {
    return this.#faults.add(fault, route);
  }

  limit(limit: RateLimit): () => void {
    wholeNumber('FakeDiscord: max', limit.max, { min: 0 });
    durationMs('FakeDiscord: perMs', limit.perMs, { min: 1 });
    return this.#limits.add(limit);
  }

  /** Listens on any port of loopback, and tells which. */
  async listen(upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void): Promise<number> {
    this.#server.on('upgrade', upgrade);
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    return address !== null && typeof address === 'object' ? address.port : 0;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://discord');
    const asked = {
      at: this.#world.clock.now(),
      method: request.method ?? '',
      path: decodeURIComponent(pathname.replace(/^\/api(\/v\d+)?/, '')),
      query: searchParams,
      authorization: request.headers.authorization,
    };
    const read = await readBody(request).catch((error: unknown) => refusal(error));
    const call = { ...asked, ...('files' in read ? read : { body: undefined, files: [] }) };
    const reply = 'status' in read ? read : await this.#reply(call);
    this.#note(call, typeof reply === 'string' ? undefined : reply.status);
    if (reply === 'cut') request.socket.destroy();
    else if (reply !== 'never') write(response, reply);
  }

  #note({ at, method, path, query, body, files }: Asked, status: number | undefined): void {
    const route = findRoute(this.#routes, method, path)?.route.path;
    this.#requests.add({ at, method, path, route, query, body, files: files.map(({ name }) => name), status });
  }

  async #reply(asked: Asked): Promise<Reply | 'never' | 'cut'> {
    const { method, path } = asked;
    const fault = this.#faults.take(method, path);
    await this.#wait(this.#latencyMs + (fault?.kind === 'slow' ? fault.ms : 0));
    if (fault?.kind === 'never' || fault?.kind === 'cut') return fault.kind;
    if (fault?.kind === 'error') return refusal(apiError(fault.code));
    if (fault?.kind === 'status') return statusReply(fault.status, fault.retryAfterS);
    const limit = this.#limits.take(method, path);
    if (limit?.isOver === true) return { ...tooMany(limit.resetAfterMs / 1000), headers: headersOf(limit) };
    const reply = await this.#run(asked).catch((error: unknown) => refusal(error));
    return limit === undefined ? reply : { ...reply, headers: headersOf(limit) };
  }

  async #run({ method, path, authorization, ...call }: Asked): Promise<Reply> {
    const found = findRoute(this.#routes, method, path);
    if (found === undefined) throw statusError(404, 'Not Found');
    const isKnown = authorization === `Bot ${this.#world.options.token}`;
    if (found.route.isOpen !== true && !isKnown) throw statusError(401, 'Unauthorized');
    return await found.route.run({ ...call, params: found.params });
  }

  async #wait(ms: number): Promise<void> {
    if (ms > 0) await new Promise<void>((resolve) => this.#world.clock.after(ms, resolve));
  }
}

function refusal(error: unknown): Reply {
  if (error instanceof ApiError) return { status: error.status, body: error.body };
  throw error;
}

const WORDS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

function statusReply(status: number, retryAfterS = 1): Reply {
  if (status === 429) return tooMany(retryAfterS);
  return { status, body: { message: `${status}: ${WORDS[status] ?? 'Error'}`, code: 0 } };
}

function tooMany(retryAfterS: number): Reply {
  const body = { message: 'You are being rate limited.', retry_after: retryAfterS, global: false };
  return { status: 429, body, headers: { 'retry-after': `${retryAfterS}`, 'x-ratelimit-scope': 'user' } };
}

function headersOf({ limit, remaining, isOver, resetAfterMs, bucket }: RateLimitState): Record<string, string> {
  return {
    'x-ratelimit-limit': `${limit}`,
    'x-ratelimit-remaining': `${remaining}`,
    'x-ratelimit-reset-after': `${resetAfterMs / 1000}`,
    'x-ratelimit-bucket': bucket,
    ...(isOver ? { 'retry-after': `${resetAfterMs / 1000}`, 'x-ratelimit-scope': 'user' } : {}),
  };
}

function write(response: ServerResponse, { status, body, headers }: Reply): void {
  if (body === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { ...headers, 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
}
