import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Certificates } from './certificates.ts';

/** What a {@link VoiceListener} works with. */
export interface VoiceListenerParts extends Certificates {
  /** A client asked for a version of the protocol, `8` mostly. */
  readonly onClient: (client: WebSocket, version: string | null) => void;
}

/** The TLS port of a voice server, with its WebSockets. */
export class VoiceListener {
  readonly #server: Server;
  readonly #webSockets = new WebSocketServer({ noServer: true });
  readonly #sockets = new Set<Socket>();
  /** Handshakes that wait until it goes on. */
  readonly #held: (() => void)[] = [];
  #isFrozen = false;

  constructor({ cert, key, onClient }: VoiceListenerParts) {
    this.#server = createServer({ cert, key }, (_request, response) => response.writeHead(404).end());
    this.#server.on('secureConnection', (socket) => this.#keep(socket));
    this.#server.on('upgrade', (request, socket, head) => {
      const version = new URL(request.url ?? '/', 'wss://voice').searchParams.get('v');
      const shakeHands = (): void => {
        if (!socket.destroyed) {
          this.#webSockets.handleUpgrade(request, socket, head, (client) => onClient(client, version));
        }
      };
      if (this.#isFrozen) this.#held.push(shakeHands);
      else shakeHands();
    });
  }

  /** Listens, and answers the port. */
  async open(host: string, port: number): Promise<number> {
    this.#server.listen(port, host);
    await once(this.#server, 'listening');
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  /** Accepts connections, and does not answer them. */
  freeze(): void {
    this.#isFrozen = true;
  }

  thaw(): void {
    this.#isFrozen = false;
    for (const shakeHands of this.#held.splice(0)) shakeHands();
  }

  /** Cuts everything there is, and listens no more. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    // A client that is gone is no reason to fall.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
