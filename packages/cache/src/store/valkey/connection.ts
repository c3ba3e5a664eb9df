import { StoreError } from '../store-error.ts';
import { type Admission, Breaker } from './breaker.ts';
import { type Command, loadIoredis, openServer, type Reply, type Server, type Taker, targetTitle } from './server.ts';
import type { ErrorTranslator } from './server-error.ts';
import type { ValkeySettings } from './valkey-options.ts';

/** How often something went wrong. */
export interface ConnectionCounts {
  /** Operations that had no answer in time. */
  readonly timeouts: number;
  /** Operations that were not tried, because the server was left alone. */
  readonly refused: number;
}

/** Told how the way to the server fares. */
export interface ConnectionListener {
  /** Commands can be sent, again. */
  ready(): void;
  /** Connections may be dead though nobody said so. */
  dead(): void;
}

/**
 * The way to the server: connected at the first use, with a deadline for each operation and a breaker that keeps them from
 * being tried in vain.
 */
export class Connection {
  readonly #settings: ValkeySettings;
  readonly #errors: ErrorTranslator;
  readonly #breaker: Breaker;
  readonly #listener: ConnectionListener;
  /** Operations that wait for a connection that is being made. */
  readonly #waiting = new Set<(error?: Error) => void>();
  #opening: Promise<Server> | undefined;
  #server: Server | undefined;
  #isClosed = false;
  #timeouts = 0;
  #refused = 0;

  constructor(settings: ValkeySettings, errors: ErrorTranslator, listener: ConnectionListener) {
    this.#listener = listener;
    this.#settings = settings;
    this.#errors = errors;
    this.#breaker = new Breaker(settings.clock);
  }

  /** Whether operations are tried, as far as is known. */
  get isAvailable(): boolean {
    return !this.#isClosed && this.#breaker.isClosed && this.#server?.reach !== 'away';
  }

  get counts(): ConnectionCounts {
    return { timeouts: this.#timeouts, refused: this.#refused };
  }

  /** The server, before it is known whether it can be reached. */
  async server(): Promise<Server> {
    this.assertOpen();
    return this.#server ?? (await this.#open());
  }

  /**
   * Sends commands, to all of the server or to a part of it. Resolves with the answers, of which some may be errors.
   *
   * @throws {@link StoreError} when there are no answers.
   */
  async send(commands: readonly Command[], deadlineMs: number, part?: Taker): Promise<readonly Reply[]> {
    // Loading the package takes longer than any deadline, once, and is no fault of the server.
    const server = this.#server ?? (await this.server());
    this.assertOpen();
    const admission = this.#breaker.admit();
    if (admission === 'refused') {
      this.#refused++;
      throw new StoreError('STORE_UNAVAILABLE', `${this.#title} is left alone for a while, because it did not answer.`);
    }
    try {
      const replies = await this.#within(deadlineMs, (assertInTime) =>
        this.#sendWhenReady(server, commands, part ?? server, assertInTime),
      );
      const away = replies.find((reply) => reply instanceof StoreError && reply.code === 'STORE_UNAVAILABLE');
      if (away instanceof StoreError) this.#failed(admission, away);
      else this.#breaker.succeeded();
      return replies;
    } catch (error) {
      const failure = this.#errors.storeErrorOf(error);
      if (failure.code === 'STORE_TIMEOUT') this.#timeouts++;
      this.#failed(admission, failure);
      throw failure;
    }
  }

  /** Sends a single command. @throws {@link StoreError} also when the server says no. */
  async ask(command: Command, deadlineMs: number, part?: Taker): Promise<Reply> {
    const [reply] = await this.send([command], deadlineMs, part);
    if (reply instanceof Error) throw reply;
    return reply;
  }

  assertOpen(): void {
    if (this.#isClosed) throw new StoreError('STORE_CLOSED', 'The Valkey store was closed.');
  }

  close(): void {
    this.#isClosed = true;
    this.#breaker.stop();
    this.#settle(new StoreError('STORE_CLOSED', 'The Valkey store was closed.'));
    this.#server?.close();
  }

  get #title(): string {
    return `Valkey at ${targetTitle(this.#settings.target)}`;
  }

  #open(): Promise<Server> {
    this.#opening ??= this.#load().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #load(): Promise<Server> {
    const lib = await loadIoredis();
    this.assertOpen();
    this.#server = openServer(lib, this.#settings, this.#errors, {
      ready: () => this.#ready(),
      away: (error) => this.#settle(this.#errors.storeErrorOf(error)),
    });
    return this.#server;
  }

  #ready(): void {
    this.#breaker.wake();
    this.#settle();
    this.#listener.ready();
  }

  #settle(error?: Error): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const settle of waiting) settle(error);
  }

  async #sendWhenReady(
    server: Server,
    commands: readonly Command[],
    to: Taker,
    assertInTime: () => void,
  ): Promise<readonly Reply[]> {
    if (server.reach === 'connecting') await this.#nextReady();
    assertInTime();
    if (server.reach !== 'ready') {
      throw new StoreError('STORE_UNAVAILABLE', `${this.#title} is not connected; another attempt is on its way.`);
    }
    return to.send(commands);
  }

  #nextReady(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.add((error) => (error === undefined ? resolve() : reject(error)));
    });
  }

  #within<T>(deadlineMs: number, begin: (assertInTime: () => void) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      let isOver = false;
      const cancel = this.#settings.clock.after(deadlineMs, () => {
        isOver = true;
        // When this process was busy, the answer may lie in the socket already: timers come before sockets.
        setImmediate(() => reject(this.#late(deadlineMs)));
      });
      const assertInTime = (): void => {
        if (isOver) throw this.#late(deadlineMs);
      };
      begin(assertInTime).then(resolve, reject).finally(cancel);
    });
  }

  #late(deadlineMs: number): StoreError {
    return new StoreError('STORE_TIMEOUT', `${this.#title} did not answer within ${deadlineMs} ms.`);
  }

  #failed(admission: Admission, error: StoreError): void {
    if (this.#isClosed) return;
    const wasClosed = this.#breaker.isClosed;
    const isLeftAlone = this.#breaker.failed(admission);
    if (admission === 'probe' && error.code === 'STORE_TIMEOUT') this.#renew();
    if (wasClosed && isLeftAlone) this.#settings.onWarning(error);
  }

  /** A connection on which even the probe got lost may be dead without anybody having said so. */
  #renew(): void {
    if (this.#server?.reach !== 'away') this.#server?.renew();
    this.#listener.dead();
  }
}
