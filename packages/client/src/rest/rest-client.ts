import { durationMs } from '@reprise/options';
import { Pool } from 'undici';
import { NodeHttpError, NodeResponseError, NodeTimeoutError, NodeUnreachableError } from '../errors/index.ts';
import { decorrelatedJitter } from '../node/backoff.ts';
import type { NodeSettings } from '../node/node-options.ts';
import { failedAnswer, parsedBody } from './answer.ts';
import { retryDelayMs } from './retry.ts';

/** HTTP methods of the protocol. */
export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Options of {@link Node.request}. */
export interface RequestOptions {
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Added to the path, percent-encoded. */
  readonly query?: Readonly<Record<string, string | boolean>>;
  /** Sent beside those that every call has. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Gives the call up. */
  readonly signal?: AbortSignal;
  /** Longest wait, repeats included, in milliseconds. @defaultValue the node's `requestTimeoutMs` */
  readonly timeoutMs?: number;
  /** Times the call may be made when it can be repeated, or was turned away. @defaultValue 3 */
  readonly attempts?: number;
}

/** Bytes of a body that are read: the largest real answer is a playlist of 600 tracks, under 1 MiB. */
const LARGEST_BODY_BYTES = 10 * 1024 * 1024;
const CONNECTIONS = 32;
const REPEAT_AFTER = { minMs: 50, maxMs: 1_000 };
/** A path as it can stand in a request line. */
const PATH = /^\/[\x21-\x7e]*$/;

/** Calls that leave the node the same however often they are made (RFC 9110 §9.2.2). */
const REPEATABLE: ReadonlySet<HttpMethod> = new Set<HttpMethod>(['GET', 'PUT', 'DELETE']);

/** Speaks HTTP with one node: deadline, repeats, size cap, and a typed error for every way it can fail. */
export class RestClient {
  readonly #settings: NodeSettings;
  #connections: Pool;
  /** Connections that take no new calls and end with those they have. */
  readonly #leaving = new Set<Pool>();
  readonly #headers: Readonly<Record<string, string>>;
  readonly #jsonHeaders: Readonly<Record<string, string>>;
  readonly #underWay = new Set<AbortController>();

  constructor(settings: NodeSettings, clientName: string) {
    this.#settings = settings;
    this.#headers = { authorization: settings.password, 'user-agent': clientName };
    this.#jsonHeaders = { ...this.#headers, 'content-type': 'application/json' };
    this.#connections = connectionsTo(settings);
  }

  /**
   * Makes a call and gives the parsed JSON, the text of a `text/plain` answer, or undefined for 204.
   *
   * A call that can be repeated is, when the connection broke or the node answered 429, 502, 503 or 504: after what
   * `Retry-After` asks for, else after a scattered wait. Any other call is repeated after 429 and 503 only, which say
   * that nothing was done.
   *
   * @throws {@link NodeHttpError}, {@link NodeTimeoutError}, {@link NodeUnreachableError}, {@link NodeResponseError}, or
   *   the reason of `signal`.
   */
  async request(method: HttpMethod, path: string, options: RequestOptions = {}): Promise<unknown> {
    const { signal, timeoutMs = this.#settings.requestTimeoutMs } = options;
    durationMs('Node.request: timeoutMs', timeoutMs, { min: 1 });
    if (!PATH.test(path))
      throw new RangeError(`Node.request: path must start with / and be percent-encoded, but is ${path}`);
    signal?.throwIfAborted();
    const deadline = new AbortController();
    const giveUp = (): void => deadline.abort(signal?.reason);
    signal?.addEventListener('abort', giveUp, { once: true });
    this.#underWay.add(deadline);
    const timer = setTimeout(() => {
      deadline.abort(new NodeTimeoutError(this.#settings.identifier, `${method} ${path}`, timeoutMs));
    }, timeoutMs);
    try {
      return await this.#repeated(method, path, options, performance.now() + timeoutMs, deadline.signal);
    } finally {
      clearTimeout(timer);
      this.#underWay.delete(deadline);
      signal?.removeEventListener('abort', giveUp);
    }
  }

  /** Calls under way fail with `reason`, now: nobody has to wait for an answer that cannot come. */
  abortAll(reason: Error): void {
    for (const deadline of this.#underWay) deadline.abort(reason);
  }

  /** New calls go over new connections: whatever broke one connection to a node may have broken all of them. */
  renew(): void {
    const old = this.#connections;
    this.#connections = connectionsTo(this.#settings);
    this.#leaving.add(old);
    void old.close().finally(() => this.#leaving.delete(old));
  }

  /** Ends its connections; calls under way fail. */
  async close(): Promise<void> {
    await Promise.all([this.#connections, ...this.#leaving].map((connections) => connections.destroy()));
  }

  async #repeated(
    method: HttpMethod,
    path: string,
    options: RequestOptions,
    deadlineAt: number,
    signal: AbortSignal,
  ): Promise<unknown> {
    const attempts = options.attempts ?? 3;
    const backoff = decorrelatedJitter(REPEAT_AFTER);
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once(method, path, options, signal);
      } catch (error) {
        const delayMs =
          attempt < attempts ? retryDelayMs(error, REPEATABLE.has(method), () => backoff.delayMs(attempt)) : undefined;
        // A node that asks for more time than there is has answered; it did not fail to.
        if (delayMs === undefined || performance.now() + delayMs >= deadlineAt) throw error;
        await untilLater(delayMs, signal);
      }
    }
  }

  async #once(method: HttpMethod, path: string, options: RequestOptions, signal: AbortSignal): Promise<unknown> {
    const { identifier, basePath } = this.#settings;
    const call = `${method} ${path}`;
    const { statusCode, headers, text } = await this.#exchange(call, {
      method,
      path: `${basePath}${path}${queryString(options.query)}`,
      headers: { ...options.headers, ...(options.body === undefined ? this.#headers : this.#jsonHeaders) },
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal,
    });
    if (statusCode >= 400) throw new NodeHttpError(identifier, call, failedAnswer(statusCode, headers, text));
    return parsedBody(identifier, call, statusCode, headers['content-type'], text);
  }

  async #exchange(call: string, request: Parameters<Pool['request']>[0] & { signal: AbortSignal }): Promise<Exchange> {
    try {
      const { statusCode, headers, body } = await this.#connections.request(request);
      return { statusCode, headers, text: await body.text() };
    } catch (error) {
      // An aborted call fails with the reason it was aborted for: our deadline, or the caller's own.
      if (request.signal.aborted) throw request.signal.reason;
      throw this.#connectionError(call, error);
    }
  }

  #connectionError(call: string, cause: unknown): NodeUnreachableError | NodeResponseError {
    const { identifier } = this.#settings;
    if (codeOf(cause) === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') {
      return new NodeResponseError(identifier, call, `more than ${LARGEST_BODY_BYTES} bytes.`, { cause });
    }
    return new NodeUnreachableError(identifier, `${call} failed (${codeOf(cause) ?? String(cause)}).`, { cause });
  }
}

function connectionsTo({ origin, requestTimeoutMs }: NodeSettings): Pool {
  return new Pool(origin, {
    connections: CONNECTIONS,
    maxResponseSize: LARGEST_BODY_BYTES,
    // The deadline of each call is our own and covers all of it.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: requestTimeoutMs },
  });
}

interface Exchange {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

function queryString(query: RequestOptions['query']): string {
  if (query === undefined) return '';
  // Half a letter, as a user can type, has no percent-encoding.
  const encoded = (value: string | boolean): string => encodeURIComponent(String(value).toWellFormed());
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encoded(value)}`);
  return `?${pairs.join('&')}`;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function untilLater(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    }, delayMs);
    signal.addEventListener('abort', giveUp, { once: true });
  });
}
