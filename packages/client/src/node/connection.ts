import type { Info, Message } from '@reprise/protocol';
import { NodeHttpError } from '../errors/index.ts';
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
  /** What the node can do, asked once it has a session; a rejection is a loss. */
  askInfo(): Promise<Info>;
  ready(sessionId: string, info: Info): void;
  lost(why: string): void;
  /** For good: no further attempt is made. */
  refused(why: string): void;
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
  #readyAt: number | undefined;
  #dropped = 0;
  #isStopped = false;

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
    if (this.#isStopped) return;
    const socket = new NodeSocket(this.#settings, this.#options.identity, {
      message: (message) => this.#receive(socket, message),
      lost: (loss) => void this.#end(socket, loss),
      dropped: () => this.#dropped++,
    });
    this.#socket = socket;
    this.#timer = setTimeout(() => this.#fail(socket, 'it opened no session'), READY_TIMEOUT_MS);
    this.#listener.connecting();
  }

  /** Closes what is open and tries no more. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
    this.#socket = undefined;
    this.#firstAttempt.resolve();
  }

  #receive(socket: NodeSocket, message: Message): void {
    if (this.#socket !== socket) return;
    if (message.op === 'ready') void this.#open(socket, message.sessionId);
    this.#listener.message(message);
  }

  /** A session alone says nothing of what the node can load. */
  async #open(socket: NodeSocket, sessionId: string): Promise<void> {
    clearTimeout(this.#timer);
    let info: Info;
    try {
      info = await this.#listener.askInfo();
    } catch (error) {
      const status = refusedStatus(error);
      if (status !== undefined) return this.#end(socket, { kind: 'refused', status, apiVersion: undefined });
      return this.#fail(socket, error instanceof Error ? error.message : String(error));
    }
    // Another socket may have taken its place while the node was asked.
    if (this.#socket !== socket) return;
    this.#readyAt = this.#options.now();
    this.#listener.ready(sessionId, info);
    this.#firstAttempt.resolve();
  }

  #fail(socket: NodeSocket, why: string): void {
    void this.#end(socket, { kind: 'lost', why });
  }

  async #end(socket: NodeSocket, loss: SocketLoss): Promise<void> {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    socket.close();
    clearTimeout(this.#timer);
    const refusal = loss.kind === 'refused' ? await this.#refusal(loss) : undefined;
    // It can have been stopped while the node was asked for its version.
    if (this.#isStopped) return;
    if (refusal === undefined) this.#tryLater(loss.kind === 'lost' ? loss.why : `it answered ${loss.status}`);
    else this.#listener.refused(refusal);
    this.#firstAttempt.resolve();
  }

  #tryLater(why: string): void {
    const { backoff, now } = this.#options;
    if (this.#readyAt !== undefined && now() - this.#readyAt >= STABLE_AFTER_MS) this.#attempt = 0;
    this.#readyAt = undefined;
    this.#attempt++;
    this.#timer = setTimeout(() => this.start(), backoff.delayMs(this.#attempt));
    this.#listener.lost(why);
  }

  /** Why no further attempt can help; undefined when one might. */
  async #refusal({ status, apiVersion }: Extract<SocketLoss, { kind: 'refused' }>): Promise<string | undefined> {
    if (isRefusal(status)) return refusedPassword(status);
    if (apiVersion !== undefined && apiVersion !== '4') return otherVersion(apiVersion);
    return status === 404 ? this.#missingRoute() : undefined;
  }

  /** A node of another version has no such route; but a proxy whose node is not up says 404 too, and that passes. */
  async #missingRoute(): Promise<string | undefined> {
    try {
      const version = await this.#listener.askVersion();
      return /^\d+\./.test(version) && !version.startsWith('4.') ? otherVersion(version) : undefined;
    } catch (error) {
      const status = refusedStatus(error);
      return status === undefined ? undefined : refusedPassword(status);
    }
  }
}

function refusedPassword(status: number): string {
  return `it refuses the password (${status})`;
}

function otherVersion(version: string): string {
  return `it speaks version ${version} of the API, and this client version 4`;
}

function refusedStatus(error: unknown): number | undefined {
  return error instanceof NodeHttpError && isRefusal(error.status) ? error.status : undefined;
}

function isRefusal(status: number): boolean {
  return status === 401 || status === 403;
}
