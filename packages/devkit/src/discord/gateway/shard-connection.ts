import type { Clock } from '@reprise/clock';
import { WebSocket } from 'ws';
import { isRecord, type Json } from '../json.ts';

const MINUTE_MS = 60_000;
const RATE_LIMITED = 4008;
const UNREADABLE = 4002;

/** A packet that a shard sent. */
export interface ShardPacket {
  readonly op: number;
  readonly d: unknown;
}

/** What a {@link ShardConnection} works with. */
export interface ShardConnectionParts {
  readonly socket: WebSocket;
  readonly clock: Clock;
  /** What a shard may send in a minute. */
  readonly sendsPerMinute: number;
  readonly onPacket: (packet: ShardPacket) => void;
  readonly onClose: (code: number) => void;
}

/** One WebSocket of a shard. */
export class ShardConnection {
  readonly #parts: ShardConnectionParts;
  #isFrozen = false;
  #minuteEndsAt = 0;
  #sent = 0;

  constructor(parts: ShardConnectionParts) {
    this.#parts = parts;
    const { socket, onClose } = parts;
    socket.on('message', (data) => this.#receive(data.toString()));
    socket.on('error', () => socket.terminate());
    socket.on('close', onClose);
  }

  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  /** Says and hears nothing any more, and stays open. */
  freeze(): void {
    this.#isFrozen = true;
  }

  send(packet: object): void {
    const { socket } = this.#parts;
    if (!this.#isFrozen && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(packet));
  }

  close(code: number): void {
    this.#parts.socket.close(code);
  }

  /** Resets it, without a code. */
  cut(): void {
    this.#parts.socket.terminate();
  }

  #receive(text: string): void {
    if (this.#isFrozen) return;
    const packet = parsed(text);
    if (this.#isTooMuch()) this.close(RATE_LIMITED);
    else if (typeof packet?.op !== 'number') this.close(UNREADABLE);
    else this.#parts.onPacket({ op: packet.op, d: packet.d });
  }

  #isTooMuch(): boolean {
    const now = this.#parts.clock.now();
    if (now >= this.#minuteEndsAt) {
      this.#minuteEndsAt = now + MINUTE_MS;
      this.#sent = 0;
    }
    this.#sent += 1;
    return this.#sent > this.#parts.sendsPerMinute;
  }
}

function parsed(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
