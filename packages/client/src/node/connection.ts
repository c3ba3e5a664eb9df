import type { Cancel, Clock } from '@reprise/clock';
import type { Message, ReadyMessage } from '@reprise/protocol';
import { NodeHttpError } from '../errors/index.ts';
import type { Backoff } from './backoff.ts';
import type { NodeSettings } from './node-options.ts';
import type { ClientIdentity, SocketLoss } from './node-socket.ts';
import type { NodeWire, OpenSocket } from './node-wire.ts';

/** How a node connects. */
export interface ConnectionOptions {
  readonly wire: NodeWire;
  readonly identity: ClientIdentity;
  /** Waits between attempts. */
  readonly backoff: Backoff;
  readonly clock: Clock;
  /** Session of an earlier process to go on with. */
  readonly sessionId?: string | undefined;
  /** No wait between two attempts is longer just now, in milliseconds; undefined when nobody is in a hurry. */
  longestWaitMs(): number | undefined;
  /** From 0 up to 1. */
  random(): number;
}

/** A session that was opened. */
export interface OpenedSession {
  readonly sessionId: string;
  /** It is the one that was lost, with its players. */
  readonly resumed: boolean;
  /** The session before it, when that was another one. */
  readonly formerId: string | undefined;
}

/** What a connection tells its node, and asks of it. */
export interface ConnectionListener {
  connecting(why: string): void;
  message(message: Message): void;
  /** Prepares a session for use, once it is open; a rejection is a loss. */
  prepare(session: OpenedSession): Promise<void>;
  ready(session: OpenedSession): void;
  /** @param lastSeenAt - Time of the clock at which the node last gave a sign of life. */
  lost(why: string, lastSeenAt: number): void;
  /** For good: no further attempt is made. */
  refused(why: string): void;
  askVersion(): Promise<string>;
}

/** A node can pong and still never say `ready`. */
const READY_TIMEOUT_MS = 10_000;
/** A connection that held so long starts counting its attempts anew. */
const STABLE_AFTER_MS = 60_000;
/** A lost node that does not take the upgrade by then is given up, so that its players play on elsewhere. */
const RESUME_UPGRADE_MS = 250;
/** Until a node that says it never had the session is asked once more: it may not have noticed yet that the connection broke. */
const NOTICE_MS = 50;
/** One that took the upgrade has this long to open the session: its players would have to come back otherwise. */
const RESUME_READY_MS = 1_000;

/**
 * Keeps a node connected: one socket after the other, without end, until it is stopped or refused for good.
 *
 * A connection that breaks is called again at once with its session's id. Only when that does not help in time is the
 * node told to be lost; it goes on being called all the same.
 */
export class Connection {
  readonly #settings: NodeSettings;
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  readonly #firstAttempt = Promise.withResolvers<void>();
  #socket: OpenSocket | undefined;
  #cancelTimer: Cancel = () => undefined;
  #cancelGrace: Cancel = () => undefined;
  #attempt = 0;
  #readyAt: number | undefined;
  #sessionId: string | undefined;
  /** What was lost while the players still wait for it to be resumed. */
  #resuming: { readonly why: string; readonly lastSeenAt: number } | undefined;
  /** It was ready, and has not been asked once more for that session since. */
  #mayAskAgain = false;
  #isWaiting = false;
  #nextAttemptAt = 0;
  #dropped = 0;
  #isStopped = false;

  constructor(settings: NodeSettings, options: ConnectionOptions, listener: ConnectionListener) {
    this.#settings = settings;
    this.#options = options;
    this.#listener = listener;
    this.#sessionId = options.sessionId;
  }

  /** Frames that were no message of the protocol. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Resolves when the first attempt has come to an end, good or bad. */
  get firstAttempt(): Promise<void> {
    return this.#firstAttempt.promise;
  }

  start(why = 'connecting'): void {
    if (this.#isStopped) return;
    this.#isWaiting = false;
    const { wire, identity, clock } = this.#options;
    const options = { identity, clock, sessionId: this.#sessionId };
    const socket = wire.open(this.#settings, options, {
      opened: () => this.#opened(socket),
      message: (message) => this.#receive(socket, message),
      lost: (loss) => void this.#end(socket, loss),
      dropped: () => this.#dropped++,
    });
    this.#socket = socket;
    this.#setTimer(READY_TIMEOUT_MS, () => this.#fail(socket, 'it opened no session'));
    this.#listener.connecting(why);
  }

  /** Closes what is open and tries no more. */
  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer();
    this.#cancelGrace();
    this.#socket?.close();
    this.#socket = undefined;
    this.#firstAttempt.resolve();
  }

  /** Somebody waits for this node: a long wait until the next attempt is cut short. */
  hurry(): void {
    const longest = this.#options.longestWaitMs();
    if (!this.#isWaiting || longest === undefined || this.#nextAttemptAt - this.#options.clock.now() <= longest) return;
    this.#attemptIn(this.#waitMs(Number.POSITIVE_INFINITY));
  }

  #opened(socket: OpenSocket): void {
    if (this.#socket === socket && this.#resuming !== undefined) this.#giveGrace(RESUME_READY_MS);
  }

  #receive(socket: OpenSocket, message: Message): void {
    if (this.#socket !== socket) return;
    if (message.op === 'ready') void this.#open(socket, message);
    this.#listener.message(message);
  }

  /** A session alone says nothing of what the node can do. */
  async #open(socket: OpenSocket, { sessionId, resumed }: ReadyMessage): Promise<void> {
    const formerId = this.#sessionId === sessionId ? undefined : this.#sessionId;
    const session = { sessionId, resumed: resumed && formerId === undefined, formerId };
    // Also when its players are elsewhere by now: a session that waits to be resumed plays on, and nobody else can end it.
    if (formerId !== undefined && this.#mayAskAgain) {
      this.#mayAskAgain = false;
      return this.#askAgain(socket, this.#resuming?.why ?? 'connecting');
    }
    try {
      await this.#listener.prepare(session);
    } catch (error) {
      const status = refusedStatus(error);
      if (status !== undefined) return this.#end(socket, { kind: 'refused', status, apiVersion: undefined });
      return this.#fail(socket, error instanceof Error ? error.message : String(error));
    }
    // Another socket may have taken its place while the node was asked.
    if (this.#socket !== socket) return;
    this.#cancelTimer();
    this.#cancelGrace();
    this.#resuming = undefined;
    this.#mayAskAgain = true;
    this.#sessionId = sessionId;
    this.#readyAt = this.#options.clock.now();
    this.#listener.ready(session);
    this.#firstAttempt.resolve();
  }

  /** The session it opened instead ends with its connection. */
  #askAgain(socket: OpenSocket, why: string): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    socket.close();
    this.#setTimer(NOTICE_MS, () => this.start(why));
  }

  #fail(socket: OpenSocket, why: string): void {
    void this.#end(socket, { kind: 'lost', why });
  }

  async #end(socket: OpenSocket, loss: SocketLoss): Promise<void> {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    socket.close();
    this.#cancelTimer();
    const refusal = loss.kind === 'refused' ? await this.#refusal(loss) : undefined;
    // It can have been stopped while the node was asked for its version.
    if (this.#isStopped) return;
    if (refusal !== undefined) {
      this.#cancelGrace();
      this.#listener.refused(refusal);
    } else if (this.#readyAt !== undefined && loss.kind === 'lost') {
      this.#resume(loss);
    } else {
      this.#tryLater(loss.kind === 'lost' ? loss.why : `it answered ${loss.status}`);
    }
    this.#firstAttempt.resolve();
  }

  /** The session may still be there: most lost connections are only that. */
  #resume({ why, lastSeenAt = this.#options.clock.now() }: Extract<SocketLoss, { kind: 'lost' }>): void {
    this.#resuming = { why, lastSeenAt };
    if (this.#options.clock.now() - (this.#readyAt ?? 0) >= STABLE_AFTER_MS) this.#attempt = 0;
    this.#readyAt = undefined;
    this.#giveGrace(RESUME_UPGRADE_MS);
    this.start(why);
  }

  #giveGrace(ms: number): void {
    this.#cancelGrace();
    this.#cancelGrace = this.#options.clock.after(ms, () => {
      this.#tellLost();
      // It is still being called, and may yet answer.
      this.#listener.connecting('connecting');
    });
  }

  #tellLost(): void {
    this.#cancelGrace();
    const lost = this.#resuming;
    this.#resuming = undefined;
    if (lost !== undefined) this.#listener.lost(lost.why, lost.lastSeenAt);
  }

  #tryLater(why: string): void {
    const { backoff, clock } = this.#options;
    this.#attempt++;
    this.#isWaiting = true;
    this.#attemptIn(this.#waitMs(backoff.delayMs(this.#attempt)));
    if (this.#resuming !== undefined) this.#tellLost();
    else this.#listener.lost(why, clock.now());
  }

  #attemptIn(waitMs: number): void {
    this.#nextAttemptAt = this.#options.clock.now() + waitMs;
    this.#setTimer(waitMs, () => this.start());
  }

  /** A wait that is cut short is drawn anew, or all clients in a hurry would knock together. */
  #waitMs(waitMs: number): number {
    const { longestWaitMs, random } = this.#options;
    const longest = longestWaitMs();
    return longest === undefined || waitMs <= longest ? waitMs : Math.round(random() * longest);
  }

  #setTimer(ms: number, run: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(ms, run);
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
