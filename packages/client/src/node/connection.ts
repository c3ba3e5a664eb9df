import type { Message } from '@reprise/protocol';
import { NodeHttpError, NodeMisconfiguredError } from '../errors/index.ts';
import type { Backoff } from './backoff.ts';
import type { NodeSettings } from './node-options.ts';
import { type ClientIdentity, NodeSocket, type SocketLoss } from './node-socket.ts';

/** How a node connects. */
export interface ConnectionOptions {
  readonly identity: ClientIdentity;
  /** Waits between attempts. */
  readonly backoff: Backoff;
  /** Monotonic clock, in milliseconds. */
  readonly now: () => number;
}

/** What a connection tells its node, and asks of it. */
export interface ConnectionListener {
  connecting(): void;
  message(message: Message): void;
  /** There is a session. The node is connected when this resolves; a rejection is a loss. */
  opened(sessionId: string): Promise<void>;
  lost(why: string): void;
  /** For good: no further attempt is made. */
  refused(error: NodeMisconfiguredError): void;
  askVersion(): Promise<string>;
}

/** A node can pong and still never say `ready`. */
const READY_TIMEOUT_MS = 10_000;
/** A connection that held so long starts counting its attempts anew. */
const STABLE_AFTER_MS = 60_000;

/** Keeps a node connected: one socket after the other, without end, until it is stopped or refused for good. */
export class Connection {
  readonly #settings: NodeSettings;
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  readonly #firstAttempt = Promise.withResolvers<void>();
  #socket: NodeSocket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #attempt = 0;
  #connectedAt: number | undefined;
  #dropped = 0;

  constructor(settings: NodeSettings, options: ConnectionOptions, listener: ConnectionListener) {
    this.#settings = settings;
    this.#options = options;
    this.#listener = listener;
  }

  /** Frames that were no message of the protocol. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Resolves when the first attempt has come to an end, good or bad. */
  get firstAttempt(): Promise<void> {
    return this.#firstAttempt.promise;
  }

  start(): void {
    this.#listener.connecting();
    const socket = new NodeSocket(this.#settings, this.#options.identity, {
      message: (message) => this.#receive(socket, message),
      lost: (loss) => void this.#end(socket, loss),
      dropped: () => this.#dropped++,
    });
    this.#socket = socket;
    this.#timer = setTimeout(() => this.#fail(socket, 'it opened no session'), READY_TIMEOUT_MS);
  }

  /** Closes what is open and tries no more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#socket = undefined;
    this.#firstAttempt.resolve();
  }

  #receive(socket: NodeSocket, message: Message): void {
    if (message.op === 'ready') void this.#open(socket, message.sessionId);
    this.#listener.message(message);
  }

  async #open(socket: NodeSocket, sessionId: string): Promise<void> {
    clearTimeout(this.#timer);
    try {
      await this.#listener.opened(sessionId);
    } catch (error) {
      const refusal = refusedStatus(error);
      if (refusal === undefined) return this.#fail(socket, error instanceof Error ? error.message : String(error));
      return this.#end(socket, { kind: 'refused', status: refusal, apiVersion: undefined });
    }
    if (this.#socket !== socket) return;
    this.#connectedAt = this.#options.now();
    this.#firstAttempt.resolve();
  }

  #fail(socket: NodeSocket, why: string): void {
    socket.close();
    void this.#end(socket, { kind: 'lost', why });
  }

  async #end(socket: NodeSocket, loss: SocketLoss): Promise<void> {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    clearTimeout(this.#timer);
    const refusal = loss.kind === 'refused' ? await this.#refusal(loss) : undefined;
    if (refusal === undefined) this.#tryLater(loss.kind === 'lost' ? loss.why : `it answered ${loss.status}`);
    else this.#listener.refused(refusal);
    this.#firstAttempt.resolve();
  }

  #tryLater(why: string): void {
    const { backoff, now } = this.#options;
    if (this.#connectedAt !== undefined && now() - this.#connectedAt >= STABLE_AFTER_MS) this.#attempt = 0;
    this.#connectedAt = undefined;
    this.#attempt++;
    this.#listener.lost(why);
    this.#timer = setTimeout(() => this.start(), backoff.delayMs(this.#attempt));
  }

  /** Why no further attempt can help; undefined when one might. */
  async #refusal({
    status,
    apiVersion,
  }: Extract<SocketLoss, { kind: 'refused' }>): Promise<NodeMisconfiguredError | undefined> {
    const { identifier } = this.#settings;
    if (status === 401 || status === 403) {
      return new NodeMisconfiguredError(identifier, `it refuses the password (${status}).`);
    }
    const other = apiVersion !== undefined && apiVersion !== '4' ? apiVersion : await this.#otherVersion(status);
    if (other === undefined) return undefined;
    return new NodeMisconfiguredError(identifier, `it speaks version ${other} of the API, and this client version 4.`);
  }

  /** A node of another version has no route for this socket; but a proxy without its node says 404 too, and that passes. */
  async #otherVersion(status: number): Promise<string | undefined> {
    if (status !== 404) return undefined;
    try {
      const version = await this.#listener.askVersion();
      return /^[1-35-9]\./.test(version) ? version : undefined;
    } catch (error) {
      return refusedStatus(error) === undefined ? undefined : 'unknown';
    }
  }
}

function refusedStatus(error: unknown): number | undefined {
  if (!(error instanceof NodeHttpError)) return undefined;
  return error.status === 401 || error.status === 403 ? error.status : undefined;
}
