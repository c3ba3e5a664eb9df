import type { Socket } from 'node:net';
import type { Cancel, Clock } from '@reprise/clock';
import { type NetworkMode, type Piece, sliced } from './network-mode.ts';

/** Bytes that are held before the sender is made to wait, as by a full buffer of the system. */
const MAX_HELD_BYTES = 64 * 1024;

interface Waiting {
  readonly piece: Piece;
  readonly arrivedAt: number;
}

/** What a {@link Lane} works with. */
export interface LaneParts {
  readonly from: Socket;
  readonly to: Socket;
  readonly clock: Clock;
  readonly mode: NetworkMode;
  /** Hands bytes on to `to`. */
  readonly deliver: (bytes: Buffer) => void;
}

/** One direction of a connection: takes what comes from one socket and passes it on as the network lets it. */
export class Lane {
  readonly #parts: LaneParts;
  readonly #waiting: Waiting[] = [];
  #mode: NetworkMode;
  #heldBytes = 0;
  #isStuck = false;
  /** A slow line is busy until then. */
  #busyUntil = 0;
  #cancel: Cancel = () => undefined;

  constructor(parts: LaneParts) {
    this.#parts = parts;
    this.#mode = parts.mode;
    const { from, to } = parts;
    from.on('data', (bytes: Buffer) => this.#take(bytes));
    from.on('end', () => this.#put('end'));
    from.on('error', () => this.#put('reset'));
    from.on('close', (hadError) => {
      // Destroyed by its owner in this process: there was neither an end nor an error.
      if (!hadError && !from.readableEnded) this.#put('reset');
    });
    to.on('drain', () => this.#pump());
  }

  /** The network changed. */
  switchTo(mode: NetworkMode): void {
    this.#mode = mode;
    this.#busyUntil = 0;
    this.#pump();
  }

  /** Nothing passes any more, whatever the network does later. */
  stick(): void {
    this.#isStuck = true;
    this.#cancel();
  }

  #take(bytes: Buffer): void {
    for (const slice of sliced(bytes, this.#mode)) this.#put(slice);
  }

  #put(piece: Piece): void {
    this.#waiting.push({ piece, arrivedAt: this.#parts.clock.now() });
    if (typeof piece !== 'string') this.#heldBytes += piece.length;
    this.#pump();
  }

  #pump(): void {
    const { clock, from, to } = this.#parts;
    this.#cancel();
    if (this.#isStuck) return;
    for (let next = this.#waiting[0]; next !== undefined && !to.writableNeedDrain; next = this.#waiting[0]) {
      const left = this.#passesAt(next) - clock.now();
      if (left > 0) {
        if (Number.isFinite(left)) this.#cancel = clock.after(left, () => this.#pump());
        break;
      }
      this.#waiting.shift();
      this.#pass(next.piece);
    }
    if (this.#heldBytes > MAX_HELD_BYTES) from.pause();
    else if (from.isPaused()) from.resume();
  }

  #passesAt({ piece, arrivedAt }: Waiting): number {
    switch (this.#mode.kind) {
      case 'blackHole':
        return Number.POSITIVE_INFINITY;
      case 'delay':
        return arrivedAt + this.#mode.ms;
      case 'throttle': {
        const length = typeof piece === 'string' ? 0 : piece.length;
        return Math.max(arrivedAt, this.#busyUntil) + Math.ceil((length * 1_000) / this.#mode.bytesPerSecond);
      }
      default:
        return arrivedAt;
    }
  }

  #pass(piece: Piece): void {
    const { to, clock, deliver } = this.#parts;
    this.#busyUntil = clock.now();
    if (piece === 'end') to.end();
    else if (piece === 'reset') reset(to);
    else {
      this.#heldBytes -= piece.length;
      if (to.writable) deliver(piece);
    }
  }
}

/** Ends a connection without a word of goodbye. */
export function reset(socket: Socket): void {
  if (socket.destroyed) return;
  if (socket.connecting) socket.destroy();
  else socket.resetAndDestroy();
}
