import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Clock } from '@reprise/clock';
import { decodeTrack, type Info, type LoadResult, type Stats, TrackDecodeError } from '@reprise/protocol';
import type { Behaviour } from './behaviour.ts';
import type { FaultAnswer } from './fault-answer.ts';
import type { RecordedRequest, RequestLog } from './request-log.ts';
import type { Upstream, UpstreamAnswer } from './upstream.ts';

export const VERSION_HEADER = 'lavalink-api-version';
/** What goes on for as long as a player cannot be held back until it is whole. */
const LIVE_PATH = /^\/v4\/sessions\/[^/]+\/players\/[^/]+\/stream$/;

/** What an {@link HttpFront} works with. */
export interface HttpFrontParts {
  readonly behaviour: Behaviour;
  readonly clock: Clock;
  readonly log: RequestLog;
  /** The good node; none while the node is dead. */
  readonly upstream: () => Upstream | undefined;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** The HTTP side of a faulty node: asks the good node, and answers what the faults make of it. */
export class HttpFront {
  readonly #parts: HttpFrontParts;
  readonly #server: Server;

  constructor(parts: HttpFrontParts) {
    this.#parts = parts;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => request.socket.destroy());
    });
    this.#server.on('upgrade', parts.upgrade);
    this.#server.on('clientError', (_error, socket) => socket.destroy());
  }

  /** Listens on any port of loopback, and tells where. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    return `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { log, behaviour, clock } = this.#parts;
    const body = await readAll(request);
    const recorded = log.add(request, body);
    const fault = behaviour.rules.take(recorded.method, recorded.path);
    if (fault?.kind === 'never') return;
    if (fault?.kind === 'slow') await new Promise<void>((resolve) => clock.after(fault.ms, resolve));
    const node = this.#parts.upstream();
    if (fault === undefined && node !== undefined && LIVE_PATH.test(recorded.path)) {
      const { method = 'GET', url = '/', headers } = request;
      return node.pass({ method, url, headers, body }, response);
    }
    const answer =
      withoutNode(fault, recorded) ??
      this.#ofSuchANode(recorded) ??
      (await this.#ask(request, response, body, recorded));
    const headers = { ...answer.headers, [VERSION_HEADER]: behaviour.apiVersion };
    write(response, { ...answer, headers }, fault);
  }

  async #ask(
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    { method, path }: RecordedRequest,
  ): Promise<UpstreamAnswer> {
    const { upstream, behaviour } = this.#parts;
    const node = upstream();
    if (node === undefined) throw new Error('The node is dead.');
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const answer = await node.ask({ method, url: request.url ?? '/', headers: request.headers, body }, gone.signal);
    if (method !== 'GET' || answer.status !== 200) return answer;
    switch (path) {
      case '/v4/info':
        return changed(answer, (info: Info) => behaviour.info(info));
      case '/v4/stats':
        return changed(answer, (stats: Stats) => behaviour.stats(stats));
      case '/v4/loadtracks':
        return behaviour.missingSources.size === 0
          ? answer
          : changed(answer, (result: LoadResult) => behaviour.found(result));
      default:
        return answer;
    }
  }

  /** What a node answers that speaks another version, or cannot read a track since it has not its source. */
  #ofSuchANode(request: RecordedRequest): UpstreamAnswer | undefined {
    const { behaviour } = this.#parts;
    if (behaviour.apiVersion !== '4' && request.path.startsWith('/v4/')) return errorAnswer(404, request);
    const encoded = encodedIn(request.body);
    const isMissing = encoded !== undefined && behaviour.missingSources.has(sourceOf(encoded) ?? '');
    return isMissing ? errorAnswer(500, request) : undefined;
  }
}

/** The answers that need no node. */
function withoutNode(fault: FaultAnswer | undefined, request: RecordedRequest): UpstreamAnswer | undefined {
  if (fault?.kind === 'html') {
    const body = Buffer.from(
      '<!DOCTYPE html><html><head><title>Bad gateway</title></head><body>Bad gateway</body></html>',
    );
    return { status: fault.status ?? 502, headers: { 'content-type': 'text/html' }, body };
  }
  if (fault?.kind !== 'status') return undefined;
  const answer = errorAnswer(fault.status, request);
  const { retryAfterS } = fault;
  return {
    ...answer,
    headers: { ...answer.headers, ...(retryAfterS === undefined ? {} : { 'retry-after': `${retryAfterS}` }) },
  };
}

function errorAnswer(status: number, { path, at }: RecordedRequest): UpstreamAnswer {
  if (status === 401 || status === 403) return { status, headers: {}, body: Buffer.alloc(0) };
  const error = { timestamp: at, status, error: 'Error', message: 'A fault of the devkit.', path };
  return { status, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(error)) };
}

function changed<T>(answer: UpstreamAnswer, change: (body: T) => T): UpstreamAnswer {
  return { ...answer, body: Buffer.from(JSON.stringify(change(JSON.parse(answer.body.toString())))) };
}

function write(
  response: ServerResponse,
  { status, headers, body }: UpstreamAnswer,
  fault: FaultAnswer | undefined,
): void {
  const { 'transfer-encoding': _, connection: __, 'keep-alive': ___, ...rest } = headers;
  const half = body.subarray(0, Math.floor(body.length / 2));
  const sent = fault?.kind === 'halfJson' ? half : body;
  // A 204 must not have a length.
  const length = status === 204 ? {} : { 'content-length': sent.length };
  response.writeHead(status, { ...rest, ...length });
  if (fault?.kind === 'cutBody') response.write(half, () => response.socket?.destroy());
  else response.end(sent);
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function encodedIn(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { track, encodedTrack } = body as { track?: { encoded?: unknown } | null; encodedTrack?: unknown };
  const encoded = track?.encoded ?? encodedTrack;
  return typeof encoded === 'string' ? encoded : undefined;
}

function sourceOf(encoded: string): string | undefined {
  try {
    return decodeTrack(encoded).sourceName;
  } catch (error) {
    if (error instanceof TrackDecodeError) return undefined;
    throw error;
  }
}
