import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Clock } from '@reprise/clock';
import { Happened } from '../time/happened.ts';

/** A request that a client made, the handshake of its WebSocket among them. */
export interface RecordedRequest {
  /** When, in milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** What the JSON says; the text when it is none, `undefined` when there is no body. */
  readonly body: unknown;
}

/** What clients asked for. */
export class RequestLog {
  readonly #clock: Clock;
  readonly #requests = new Happened<RecordedRequest>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get requests(): readonly RecordedRequest[] {
    return this.#requests.items;
  }

  add({ method = '', url = '/', headers }: IncomingMessage, body?: Buffer): RecordedRequest {
    const { pathname, searchParams } = new URL(url, 'http://node');
    const request = {
      at: this.#clock.now(),
      method,
      path: pathname,
      query: searchParams,
      headers,
      body: body === undefined || body.length === 0 ? undefined : parsed(body.toString()),
    };
    this.#requests.add(request);
    return request;
  }

  clear(): void {
    this.#requests.clear();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
