import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection to a node that sends bytes as they are, and never closes its side by itself. */
export class RawConnection implements Disposable {
  readonly socket: Socket;
  #text = '';
  /** Resolved when the node has ended its side. */
  readonly ended: Promise<void>;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.#text += chunk.toString('latin1');
    });
    // Being cut is an end too.
    socket.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      socket.once('end', resolve).once('close', () => resolve());
    });
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  /** All that came so far. */
  get text(): string {
    return this.#text;
  }

  send(text: string): void {
    this.socket.write(text);
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}
