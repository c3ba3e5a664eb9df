import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';

const LOOPBACK = '127.0.0.1';
const DISCOVERY_BYTES = 74;
const DISCOVERY_ASKED = 1;
const DISCOVERY_ANSWERED = 2;

/** Takes what comes over UDP. Answers to the questions for one's own address are given by the port itself. */
export interface VoicePortParts {
  /** Nothing comes through. */
  readonly isDead: () => boolean;
  readonly onPacket: (packet: Buffer) => void;
}

/** The UDP side of a voice server. */
export class VoicePort {
  readonly #socket: Socket = createSocket('udp4');
  readonly #parts: VoicePortParts;

  constructor(parts: VoicePortParts) {
    this.#parts = parts;
    this.#socket.on('message', (packet, from) => this.#take(packet, from));
    // An answer to a client that is gone is no reason to fall.
    this.#socket.on('error', () => undefined);
  }

  async open(): Promise<void> {
    this.#socket.bind(0, LOOPBACK);
    await once(this.#socket, 'listening');
    // Dozens of players send at once, every 20 ms: what does not fit until the next turn is lost.
    this.#socket.setRecvBufferSize(4 * 1024 * 1024);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  async close(): Promise<void> {
    const closed = once(this.#socket, 'close');
    this.#socket.close();
    await closed;
  }

  #take(packet: Buffer, from: RemoteInfo): void {
    if (this.#parts.isDead()) return;
    if (packet.length === DISCOVERY_BYTES && packet.readUInt16BE(0) === DISCOVERY_ASKED)
      this.#tellAddress(packet, from);
    else this.#parts.onPacket(packet);
  }

  #tellAddress(asked: Buffer, from: RemoteInfo): void {
    const answer = Buffer.alloc(DISCOVERY_BYTES);
    answer.writeUInt16BE(DISCOVERY_ANSWERED, 0);
    answer.writeUInt16BE(DISCOVERY_BYTES - 4, 2);
    asked.copy(answer, 4, 4, 8);
    answer.write(from.address, 8, 'ascii');
    answer.writeUInt16BE(from.port, DISCOVERY_BYTES - 2);
    this.#socket.send(answer, from.port, from.address);
  }
}
