import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { httpApp } from './http-app.ts';
import { HttpSideError, listenError } from './http-errors.ts';
import { type HttpSettings, type HttpSideOptions, hostName, httpSettings, isAnyAddress } from './http-options.ts';

/** Requests under way when it is closed have so long to end. */
const GRACE_MS = 500;
const KEEP_ALIVE_MS = 5_000;
const MOST_CONNECTIONS = 256;
const LARGEST_HEADER_BYTES = 16 * 1024;

/**
 * The page, the metrics and the interface of the bot over HTTP.
 *
 * It listens on loopback, where reading is open and writing needs {@link HttpSide.writeToken}. With a password everything
 * needs that, but for `/healthz` and `/readyz`; an address that other machines can reach is refused without one.
 */
export class HttpSide implements AsyncDisposable {
  /** What writing needs as `Authorization: Bearer …` when there is no password: another one each time. */
  readonly writeToken: string | undefined;
  readonly #settings: HttpSettings;
  readonly #server: Server;
  #port: number | undefined;

  /**
   * @throws TypeError or RangeError naming the option that is wrong; {@link HttpSideError} `HTTP_PASSWORD_REQUIRED` when other
   *   machines could come without a password, or with a short one.
   */
  constructor(options: HttpSideOptions) {
    const settings = httpSettings(options);
    const token = randomBytes(32).toString('base64url');
    const app = httpApp(settings, token);
    this.#settings = settings;
    this.writeToken = settings.password === undefined ? token : undefined;
    this.#server = createServer(
      {
        requestTimeout: settings.requestTimeoutMs,
        headersTimeout: settings.requestTimeoutMs,
        connectionsCheckingInterval: Math.min(1_000, settings.requestTimeoutMs),
        keepAliveTimeout: KEEP_ALIVE_MS,
        maxHeaderSize: LARGEST_HEADER_BYTES,
      },
      // The fetch of the rest of the process is not this package's to replace.
      getRequestListener(app.fetch, { overrideGlobalObjects: false }),
    );
    this.#server.maxConnections = MOST_CONNECTIONS;
  }

  /** Where it is to be found. @throws {@link HttpSideError} `HTTP_STATE` while it does not listen. */
  get url(): string {
    if (this.#port === undefined) throw new HttpSideError('HTTP_STATE', 'The HTTP side does not listen.');
    const { host } = this.#settings;
    return `http://${isAnyAddress(host) ? '127.0.0.1' : hostName(host)}:${this.#port}`;
  }

  /** @throws {@link HttpSideError} `HTTP_PORT_TAKEN`, `HTTP_LISTEN_FAILED`, or `HTTP_STATE` when it listens already. */
  async start(): Promise<void> {
    const { host, port } = this.#settings;
    if (this.#server.listening) throw new HttpSideError('HTTP_STATE', 'The HTTP side listens already.');
    try {
      this.#server.listen({ host, port, exclusive: true });
      await once(this.#server, 'listening');
    } catch (error) {
      throw error instanceof Error ? listenError(host, port, error) : error;
    }
    const address = this.#server.address();
    this.#port = typeof address === 'object' ? address?.port : undefined;
  }

  /** Takes no new requests, and ends within a second. Does nothing when it does not listen. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#port = undefined;
    const closed = once(this.#server, 'close');
    this.#server.close();
    const cancel = this.#settings.clock.after(GRACE_MS, () => this.#server.closeAllConnections());
    await closed;
    cancel();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
