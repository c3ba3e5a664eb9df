import type { GatewayPacket } from '../packets.ts';
import type { ShardConnection } from './shard-connection.ts';

/** So many packets are kept for a shard that is away. */
const MOST_KEPT = 10_000;

/** What a shard said of itself. */
export interface ShardFacts {
  readonly id: number;
  readonly count: number;
  readonly intents: number;
}

/** The session of a shard, which outlives its connections. */
export class ShardSession {
  readonly id: string;
  readonly shard: ShardFacts;
  /** Sent, and not known to have arrived. */
  #kept: GatewayPacket[] = [];
  #sequence = 0;
  #connection: ShardConnection | undefined;

  constructor(id: string, shard: ShardFacts) {
    this.id = id;
    this.shard = shard;
  }

  get connection(): ShardConnection | undefined {
    return this.#connection;
  }

  /** Whether a guild is one of this shard. */
  holds(guildId: string): boolean {
    return Number((BigInt(guildId) >> 22n) % BigInt(this.shard.count)) === this.shard.id;
  }

  /** Sends an event, now or when the shard is back. */
  send(t: string, d: object): void {
    this.#sequence += 1;
    const packet: GatewayPacket = { op: 0, t, s: this.#sequence, d };
    this.#kept.push(packet);
    if (this.#kept.length > MOST_KEPT) this.#kept.shift();
    this.#connection?.send(packet);
  }

  /** The shard has everything up to this number. */
  arrived(sequence: number): void {
    this.#kept = this.#kept.filter(({ s }) => s > sequence);
  }

  attach(connection: ShardConnection): void {
    this.#connection = connection;
  }

  detach(connection: ShardConnection): void {
    if (this.#connection === connection) this.#connection = undefined;
  }

  /** Goes on over another connection. Answers false when what was missed is not there any more. */
  resume(connection: ShardConnection, sequence: number): boolean {
    const missed = this.#kept.filter(({ s }) => s > sequence);
    if (sequence > this.#sequence || missed.length < this.#sequence - sequence) return false;
    this.attach(connection);
    for (const packet of missed) connection.send(packet);
    this.send('RESUMED', {});
    return true;
  }
}
