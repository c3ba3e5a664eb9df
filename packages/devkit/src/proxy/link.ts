import { connect, type Socket } from 'node:net';
import type { Clock } from '@reprise/clock';
import { Lane, reset } from './lane.ts';
import type { NetworkMode } from './network-mode.ts';

/** What a {@link Link} works with. */
export interface LinkParts {
  readonly client: Socket;
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly mode: NetworkMode;
  readonly onClose: () => void;
}

/** One connection through the proxy: a client's, and the one to the server that belongs to it. */
export class Link {
  readonly #parts: LinkParts;
  readonly #client: Socket;
  #server: Socket | undefined;
  #lanes: readonly Lane[] = [];
  #mode: NetworkMode;
  /** Bytes from the server that may still pass. */
  #allowance = Number.POSITIVE_INFINITY;

  constructor(parts: LinkParts) {
    this.#parts = parts;
    this.#client = parts.client;
    this.#mode = parts.mode;
    this.#client.setNoDelay(true);
    this.#client.on('error', () => undefined);
    this.#client.on('close', () => this.#onClose());
    this.switchTo(parts.mode);
  }

  /** The network changed. */
  switchTo(mode: NetworkMode): void {
    this.#mode = mode;
    this.#allowance = mode.kind === 'cutAfter' ? mode.bytes : Number.POSITIVE_INFINITY;
    // Into a black hole nobody is called: the server does not hear of this client before there is a way.
    if (this.#server === undefined && mode.kind !== 'blackHole') this.#connect();
    for (const lane of this.#lanes) lane.switchTo(mode);
  }

  /** The network forgets this connection: whatever is sent is lost, and nobody is told, not even later. */
  forget(serverNotices: boolean): void {
    for (const lane of this.#lanes) lane.stick();
    if (serverNotices && this.#server !== undefined) reset(this.#server);
  }

  /** Cuts both sides. */
  cut(): void {
    reset(this.#client);
    if (this.#server !== undefined) reset(this.#server);
  }

  #connect(): void {
    const { host, port, clock } = this.#parts;
    const client = this.#client;
    const server = connect({ host, port, allowHalfOpen: true, noDelay: true });
    this.#server = server;
    server.on('close', () => this.#onClose());
    const common = { clock, mode: this.#mode };
    this.#lanes = [
      new Lane({ ...common, from: client, to: server, deliver: (bytes) => void server.write(bytes) }),
      new Lane({ ...common, from: server, to: client, deliver: (bytes) => this.#answer(bytes) }),
    ];
  }

  #answer(bytes: Buffer): void {
    const left = this.#allowance;
    this.#allowance -= bytes.length;
    if (bytes.length < left) {
      this.#client.write(bytes);
      return;
    }
    // Not a reset: that may overtake the bytes.
    this.#client.end(bytes.subarray(0, left), () => this.cut());
  }

  #onClose(): void {
    // A forgotten connection stays open on the other side until somebody there gives it up.
    if (this.#client.destroyed && (this.#server?.destroyed ?? true)) this.#parts.onClose();
  }
}
