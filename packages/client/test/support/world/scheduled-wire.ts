import type { Clock } from '@reprise/clock';
import type { Message } from '@reprise/protocol';
import { WebSocket } from 'ws';
import type { ClientSocket, Session } from '../../../../node/src/session/session.ts';
import { NodeHttpError, NodeTimeoutError, NodeUnreachableError } from '../../../src/errors/index.ts';
import type { NodeSettings } from '../../../src/node/node-options.ts';
import type { SocketListener, SocketOptions } from '../../../src/node/node-socket.ts';
import type { Caller, NodeWire, OpenSocket } from '../../../src/node/node-wire.ts';
import { failedAnswer } from '../../../src/rest/answer.ts';
import type { HttpMethod, RequestOptions } from '../../../src/rest/rest-client.ts';
import type { RemoteNode } from './remote-node.ts';

/** Resolves when it is the turn of what waits under that name. */
export type Turn = (name: string) => Promise<unknown>;

/** Both ends of a connection know of its end by then. */
const NOTICED_AFTER_MS = 5;

/** What becomes of the next call that changes a player. */
export interface CallFault {
  /** The status it is answered with; `lost`: never answered. */
  readonly outcome: number | 'lost';
  /** Whether the node does what it was asked all the same. */
  readonly isDone: boolean;
}

/** What a wire saw. */
export interface WireWatcher {
  /** A call reached the node. */
  called(node: string, method: HttpMethod, path: string, body: unknown): void;
  /** The node said something, heard or not. */
  said(node: string, message: Message): void;
}

/** Everything that is on its way to one node and back. What one socket carries stays in order; nothing else does. */
export class ScheduledWire implements NodeWire {
  readonly #remote: RemoteNode;
  readonly #clock: Clock;
  readonly #turn: Turn;
  readonly #watcher: WireWatcher;
  readonly #lines = new Set<Line>();
  readonly #faults: CallFault[] = [];
  /** Counts the times at which all connections broke. */
  #breaks = 0;

  constructor(remote: RemoteNode, clock: Clock, turn: Turn, watcher: WireWatcher) {
    this.#remote = remote;
    this.#clock = clock;
    this.#turn = turn;
    this.#watcher = watcher;
  }

  /** The next call that changes a player goes wrong. */
  spoil(fault: CallFault): void {
    this.#faults.push(fault);
  }

  /** No further call goes wrong. */
  heal(): void {
    this.#faults.length = 0;
  }

  /** All connections break. The node notices when it is its turn. */
  cut(): void {
    this.#breaks += 1;
    for (const line of this.#lines) line.break();
    this.#lines.clear();
  }

  caller(settings: NodeSettings): Caller {
    const underWay = new Set<(reason: Error) => void>();
    return {
      request: (method, path, options = {}) => {
        const { promise, resolve, reject } = Promise.withResolvers<unknown>();
        const { timeoutMs = settings.requestTimeoutMs } = options;
        const call = `${method} ${path}`;
        const tooLate = (): void => reject(new NodeTimeoutError(settings.identifier, call, timeoutMs));
        const cancel = this.#clock.after(timeoutMs, tooLate);
        underWay.add(reject);
        let isOver = false;
        this.#exchange(settings.identifier, method, path, options, () => isOver).then(resolve, reject);
        return promise.finally(() => {
          isOver = true;
          cancel();
          underWay.delete(reject);
        });
      },
      abortAll: (reason) => {
        for (const reject of underWay) reject(reason);
      },
      close: async () => undefined,
    };
  }

  open(_settings: NodeSettings, { identity, sessionId }: SocketOptions, listener: SocketListener): OpenSocket {
    const line = new Line(this.#remote, this.#clock, this.#turn, this.#watcher, listener);
    this.#lines.add(line);
    void line.connect(identity.userId, sessionId);
    return line;
  }

  async #exchange(
    node: string,
    method: HttpMethod,
    path: string,
    { body, query = {} }: RequestOptions,
    isOver: () => boolean,
  ): Promise<unknown> {
    const breaks = this.#breaks;
    const lost = (): NodeUnreachableError => new NodeUnreachableError(node, `${method} ${path} failed.`);
    await this.#turn(`${node} < ${method}`);
    // Its connection went with it.
    if (isOver()) return undefined;
    if (!this.#remote.isReachable || breaks !== this.#breaks) throw lost();
    const fault = method === 'PATCH' && path.includes('/players/') ? this.#faults.shift() : undefined;
    const asText = body === undefined ? undefined : JSON.parse(JSON.stringify(body));
    if (fault?.isDone !== false) this.#watcher.called(node, method, path, asText);
    const answer =
      fault?.isDone === false ? { status: 200, body: '' } : await this.#remote.call(method, path, query, asText);
    if (fault?.outcome === 'lost') return new Promise(() => undefined);
    await this.#turn(`${node} > ${method}`);
    if (!this.#remote.isReachable || breaks !== this.#breaks) throw lost();
    const { status } = fault === undefined ? answer : { status: fault.outcome };
    if (status >= 400) throw new NodeHttpError(node, `${method} ${path}`, failedAnswer(status, {}, answer.body));
    return answer.body === '' ? undefined : JSON.parse(answer.body);
  }
}

/** One connection of the client for messages, seen from both ends. */
class Line implements ClientSocket, OpenSocket {
  readonly bufferedAmount = 0;
  readonly #remote: RemoteNode;
  readonly #clock: Clock;
  readonly #turn: Turn;
  readonly #watcher: WireWatcher;
  #listener: SocketListener | undefined;
  #session: Session | undefined;
  #isOpen = true;
  /** Frames that are on their way to the client. */
  #onWay: string[] = [];

  constructor(remote: RemoteNode, clock: Clock, turn: Turn, watcher: WireWatcher, listener: SocketListener) {
    this.#remote = remote;
    this.#clock = clock;
    this.#turn = turn;
    this.#watcher = watcher;
    this.#listener = listener;
  }

  get readyState(): typeof WebSocket.OPEN | typeof WebSocket.CLOSED {
    return this.#isOpen ? WebSocket.OPEN : WebSocket.CLOSED;
  }

  async connect(userId: string, sessionId: string | undefined): Promise<void> {
    await this.#turn(`${this.#remote.name} < upgrade`);
    if (this.#listener === undefined) return;
    if (!this.#remote.isReachable) return this.break();
    this.#listener.opened();
    this.#session = this.#remote.accept(this, userId, sessionId);
  }

  /** The node sends. */
  send(data: unknown): void {
    const frame = String(data);
    this.#watcher.said(this.#remote.name, JSON.parse(frame));
    if (this.#listener === undefined) return;
    this.#onWay.push(frame);
    void this.#turn(`${this.#remote.name} > message`).then(() => this.#arrive());
  }

  terminate(): void {
    this.break();
  }

  /** The connection is gone, with all it carried. */
  break(): void {
    const listener = this.#listener;
    this.close();
    void this.#turn(`${this.#remote.name} > lost`).then(() => listener?.lost({ kind: 'lost', why: 'cut' }));
  }

  /** The client ends it. The node notices soon, but perhaps only after the client has come back. */
  close(): void {
    this.#listener = undefined;
    this.#onWay = [];
    const notice = (): void => this.#notice();
    this.#clock.after(NOTICED_AFTER_MS, notice);
    void this.#turn(`${this.#remote.name} < lost`).then(notice);
  }

  #arrive(): void {
    const frame = this.#onWay.shift();
    if (frame !== undefined) this.#listener?.message(JSON.parse(frame));
  }

  #notice(): void {
    this.#isOpen = false;
    if (this.#session !== undefined) this.#remote.release(this.#session);
    this.#session = undefined;
  }
}
