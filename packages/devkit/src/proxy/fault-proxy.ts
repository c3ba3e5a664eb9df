import { createServer, type Server, type Socket } from 'node:net';
import { type Clock, systemClock } from '@reprise/clock';
import { durationMs, flag, knownOptions, oneOf, text, wholeNumber } from '@reprise/options';
import { DevkitError } from '../errors.ts';
import { Happened } from '../time/happened.ts';
import { reset } from './lane.ts';
import { Link } from './link.ts';
import type { NetworkMode } from './network-mode.ts';

const HOST = '127.0.0.1';

/** Options of {@link FaultProxy}. */
export interface FaultProxyOptions {
  /** Where connections are passed on to, such as `http://127.0.0.1:2333`. */
  readonly target: string;
  /** Port on loopback to listen on; 0 takes any free one. @defaultValue `0` */
  readonly port?: number;
  /** Where time comes from. @defaultValue the machine's clock */
  readonly clock?: Clock;
}

/** Somebody tried to connect. */
export interface ConnectionAttempt {
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** `held`: accepted, but nothing passes yet. */
  readonly fate: 'passed' | 'reset' | 'held';
}

/**
 * A network between a client and a server that does what networks do: it refuses, delays, throttles, cuts, swallows and
 * forgets. It passes bytes on as they are, so it serves for HTTP, WebSockets and everything else over TCP.
 *
 * What it does can be switched at any time, for new connections and for those that are there.
 *
 * @example
 * ```ts
 * import { FaultProxy } from '@reprise/devkit';
 * import { AudioNode } from '@reprise/node';
 *
 * await using node = new AudioNode({ port: 0 });
 * await node.start();
 * await using proxy = await FaultProxy.start({ target: node.url });
 *
 * await proxy.delay(200);
 * await fetch(`${proxy.url}/version`); // takes 400 ms
 * await proxy.blackHole(); // from now on nothing arrives, and nobody is told
 * await proxy.pass(); // what was on its way arrives now
 * ```
 */
export class FaultProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #clock: Clock;
  readonly #targetHost: string;
  readonly #targetPort: number;
  readonly #links = new Set<Link>();
  readonly #attempts = new Happened<ConnectionAttempt>();
  #mode: NetworkMode = { kind: 'pass' };
  #port: number;
  #isClosed = false;

  private constructor(options: FaultProxyOptions) {
    knownOptions('FaultProxy', options, ['target', 'port', 'clock']);
    const { hostname, port } = targetOf(options.target);
    this.#targetHost = hostname;
    this.#targetPort = port;
    this.#port = wholeNumber('FaultProxy: port', options.port ?? 0, { min: 0, max: 65_535 });
    this.#clock = options.clock ?? systemClock;
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#accept(client));
  }

  /**
   * Starts one that passes everything.
   *
   * @throws TypeError or RangeError naming the option that is wrong.
   */
  static async start(options: FaultProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(options);
    await proxy.#listen();
    return proxy;
  }

  /** The port it listens on. */
  get port(): number {
    return this.#port;
  }

  /** Where to connect to in place of the target, such as `http://127.0.0.1:40123`. */
  get url(): string {
    return `http://${HOST}:${this.#port}`;
  }

  /** How many connections go through it now, forgotten ones included. */
  get connections(): number {
    return this.#links.size;
  }

  /** The last 10,000 who tried to connect, oldest first. While it does not listen at all, nobody is seen. */
  get attempts(): readonly ConnectionAttempt[] {
    return this.#attempts.items;
  }

  /** Forgets {@link attempts}. */
  clearAttempts(): void {
    this.#attempts.clear();
  }

  /** Lets everything pass, also what was held back. */
  pass(): Promise<void> {
    return this.#switchTo({ kind: 'pass' });
  }

  /**
   * Refuses new connections; those there are go on. `reset` accepts and resets them at once, which counts them; `closed`
   * does not listen, which is what a client sees of a server that is not there.
   */
  refuse(how: 'reset' | 'closed' = 'reset'): Promise<void> {
    return this.#switchTo({ kind: 'refuse', how: oneOf('FaultProxy: how', how, ['reset', 'closed']) });
  }

  /** Lets everything arrive `ms` milliseconds later, in each direction. */
  delay(ms: number): Promise<void> {
    return this.#switchTo({ kind: 'delay', ms: durationMs('FaultProxy: ms', ms) });
  }

  /** Lets so much pass in a second, for each connection and direction. */
  throttle(bytesPerSecond: number): Promise<void> {
    const rate = wholeNumber('FaultProxy: bytesPerSecond', bytesPerSecond, { min: 1 });
    return this.#switchTo({ kind: 'throttle', bytesPerSecond: rate });
  }

  /** Ends each connection after so many more bytes from the server, in the middle of whatever they are. */
  cutAfter(bytes: number): Promise<void> {
    return this.#switchTo({ kind: 'cutAfter', bytes: wholeNumber('FaultProxy: bytes', bytes, { min: 0 }) });
  }

  /**
   * Nothing passes in either direction, nobody is told, and new connections are accepted but not served: a frozen server, or
   * a cable that is pulled. After {@link pass} everything arrives, as TCP promises.
   */
  blackHole(): Promise<void> {
    return this.#switchTo({ kind: 'blackHole' });
  }

  /**
   * Forgets the connections there are, as a router does: what is sent on them is lost for good, and the client is not told;
   * the server neither, unless `serverNotices`. New connections are not touched.
   */
  halfOpen(serverNotices = false): void {
    flag('FaultProxy: serverNotices', serverNotices);
    for (const link of this.#links) link.forget(serverNotices);
  }

  /** Cuts the connections there are, on both sides. */
  cut(): void {
    for (const link of this.#links) link.cut();
  }

  /** Cuts everything and stops listening. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.cut();
    await this.#stopListening();
  }

  /** {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #switchTo(mode: NetworkMode): Promise<void> {
    if (this.#isClosed) throw new DevkitError('PROXY_STATE', 'The proxy is closed.');
    this.#mode = mode;
    for (const link of this.#links) link.switchTo(mode);
    if (mode.kind === 'refuse' && mode.how === 'closed') this.#server.close();
    else if (!this.#server.listening) await this.#listen();
  }

  #accept(client: Socket): void {
    const { kind } = this.#mode;
    const fate = kind === 'refuse' ? 'reset' : kind === 'blackHole' ? 'held' : 'passed';
    this.#attempts.add({ at: this.#clock.now(), fate });
    if (fate === 'reset') {
      client.on('error', () => undefined);
      reset(client);
      return;
    }
    const link: Link = new Link({
      client,
      host: this.#targetHost,
      port: this.#targetPort,
      clock: this.#clock,
      mode: this.#mode,
      onClose: () => this.#links.delete(link),
    });
    this.#links.add(link);
  }

  async #listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const fail = (cause: Error): void => {
        const advice = 'Another program may have taken it meanwhile.';
        reject(new DevkitError('PROXY_STATE', `Cannot listen on port ${this.#port}. ${advice}`, { cause }));
      };
      this.#server.once('error', fail);
      this.#server.listen(this.#port, HOST, () => {
        this.#server.off('error', fail);
        resolve();
      });
    });
    const address = this.#server.address();
    if (address !== null && typeof address === 'object') this.#port = address.port;
  }

  #stopListening(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
    });
  }
}

function targetOf(target: string): { readonly hostname: string; readonly port: number } {
  const url = text('FaultProxy: target', target);
  if (!URL.canParse(url) || new URL(url).port === '') {
    throw new TypeError(`FaultProxy: target must be an address with a port, but is ${JSON.stringify(url)}.`);
  }
  const { hostname, port } = new URL(url);
  return { hostname: hostname.replace(/^\[|\]$/g, ''), port: Number(port) };
}
