import type { Cancel, Clock } from '@reprise/clock';
import type { Message } from '@reprise/protocol';
import { WebSocket } from 'ws';
import { Inbox } from './inbox.ts';
import type { NodeSettings } from './node-options.ts';

/** Who the socket speaks for. */
export interface ClientIdentity {
  /** Id of the bot's user. */
  readonly userId: string;
  /** `NAME/VERSION`. */
  readonly clientName: string;
}

/** Why a socket is no more. */
export type SocketLoss =
  /** Could not be opened, broke, or was silent since `lastSeenAt`, a time of the clock. */
  | { readonly kind: 'lost'; readonly why: string; readonly lastSeenAt?: number }
  /** The node answered the upgrade with a status. */
  | { readonly kind: 'refused'; readonly status: number; readonly apiVersion: string | undefined };

/** What a socket tells its node. */
export interface SocketListener {
  /** The node took the upgrade. */
  opened(): void;
  message(message: Message): void;
  /** Once, and then nothing more. */
  lost(loss: SocketLoss): void;
  /** A frame that is no message of the protocol was left aside. */
  dropped(): void;
}

/** What a socket is opened with. */
export interface SocketOptions {
  readonly identity: ClientIdentity;
  /** Session to go on with, if the node still has it. */
  readonly sessionId: string | undefined;
  readonly clock: Clock;
}

/** Bytes of a frame. The largest real one is an event with a stack trace, some kilobytes. */
const LARGEST_FRAME_BYTES = 1024 * 1024;

/**
 * One WebSocket to a node, from its opening to its loss. A node that is reached again gets a new one.
 *
 * A node that dies without a word leaves a connection that looks open for minutes, so it is pinged: a ping without any
 * sign of life within the time allowed is a loss.
 */
export class NodeSocket {
  readonly #settings: NodeSettings;
  readonly #listener: SocketListener;
  readonly #clock: Clock;
  readonly #socket: WebSocket;
  readonly #inbox: Inbox;
  #stopPinging: Cancel = () => undefined;
  #deathbed: Cancel | undefined;
  #lastSeenAt: number;
  #isOver = false;

  constructor(settings: NodeSettings, { identity, sessionId, clock }: SocketOptions, listener: SocketListener) {
    this.#settings = settings;
    this.#listener = listener;
    this.#clock = clock;
    this.#lastSeenAt = clock.now();
    this.#inbox = new Inbox({
      message: (message) => listener.message(message),
      dropped: () => listener.dropped(),
      full: (isFull) => (isFull ? this.#socket.pause() : this.#socket.resume()),
    });
    this.#socket = new WebSocket(`${settings.origin.replace(/^http/, 'ws')}${settings.basePath}/v4/websocket`, {
      headers: {
        Authorization: settings.password,
        'User-Id': identity.userId,
        'Client-Name': identity.clientName,
        ...(sessionId === undefined ? {} : { 'Session-Id': sessionId }),
      },
      handshakeTimeout: settings.requestTimeoutMs,
      maxPayload: LARGEST_FRAME_BYTES,
      perMessageDeflate: false,
    });
    this.#listen();
  }

  /** Ends the connection in good order; the listener hears nothing more. */
  close(): void {
    this.#end();
    this.#socket.close(1000);
    // A node that is frozen never answers the close; nobody waits for it.
    if (this.#socket.readyState !== WebSocket.CLOSED) setTimeout(() => this.#socket.terminate(), 1_000).unref();
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('open', () => this.#open());
    socket.on('pong', () => this.#isAlive());
    socket.on('message', (data) => this.#read(data.toString()));
    socket.on('unexpected-response', (_request, { statusCode = 0, headers }) => {
      const apiVersion = headers['lavalink-api-version'];
      this.#lose({ kind: 'refused', status: statusCode, apiVersion: apiVersion?.toString() });
    });
    socket.on('upgrade', ({ headers }) => {
      const apiVersion = headers['lavalink-api-version']?.toString();
      if (apiVersion !== undefined && apiVersion !== '4') this.#lose({ kind: 'refused', status: 101, apiVersion });
    });
    socket.on('error', (error) => this.#lose({ kind: 'lost', why: error.message || error.name }));
    socket.on('close', (code, reason) => {
      this.#lose({ kind: 'lost', why: `it closed the WebSocket (${code}${reason.length > 0 ? ` ${reason}` : ''})` });
    });
  }

  #open(): void {
    if (this.#isOver) return;
    this.#isAlive();
    this.#startPinging();
    this.#listener.opened();
  }

  #read(frame: string): void {
    this.#isAlive();
    if (!this.#isOver) this.#inbox.push(frame);
  }

  #startPinging(): void {
    const { pingIntervalMs, pongTimeoutMs } = this.#settings;
    const why = `it gave no sign of life for ${pongTimeoutMs} ms after a ping`;
    this.#stopPinging = this.#clock.every(pingIntervalMs, () => {
      this.#socket.ping();
      this.#deathbed ??= this.#clock.after(pongTimeoutMs, () => {
        this.#lose({ kind: 'lost', why, lastSeenAt: this.#lastSeenAt });
      });
    });
  }

  /** Anything that comes is a sign of life, not only a pong. */
  #isAlive(): void {
    this.#lastSeenAt = this.#clock.now();
    this.#deathbed?.();
    this.#deathbed = undefined;
  }

  #lose(loss: SocketLoss): void {
    if (this.#isOver) return;
    this.#end();
    this.#socket.terminate();
    this.#listener.lost(loss);
  }

  #end(): void {
    this.#isOver = true;
    this.#inbox.close();
    this.#stopPinging();
    this.#deathbed?.();
    this.#deathbed = undefined;
  }
}
