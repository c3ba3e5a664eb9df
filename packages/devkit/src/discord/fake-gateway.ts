import type { Clock } from '@reprise/clock';
import type { GatewayPacket } from './packets.ts';

/** Takes packets as the handler of a bot does. */
export type PacketHandler = (packet: GatewayPacket) => void;

interface Waiting {
  readonly t: string;
  readonly d: object;
}

/** The connection between Discord and a bot: packets arrive in order, and sometimes not at all. */
export class FakeGateway {
  /** What every packet takes, in milliseconds. */
  latencyMs = 0;
  readonly #clock: Clock;
  readonly #handlers = new Set<PacketHandler>();
  readonly #onArrival: (t: string, d: object) => void;
  /** On their way, oldest first: a late packet holds back those behind it. */
  readonly #waiting: Waiting[] = [];
  /** Came while the bot was away, which resuming brings back. */
  readonly #missed: GatewayPacket[] = [];
  #lastArrivesAt = 0;
  #sequence = 0;
  /** Counts the gateway sessions: what was on its way to an earlier one never arrives. */
  #session = 0;
  #isUp = true;

  /** `onArrival` hears of everything that arrives, whether the bot is there or not. */
  constructor(clock: Clock, onArrival: (t: string, d: object) => void = () => undefined) {
    this.#clock = clock;
    this.#onArrival = onArrival;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  onPacket(handler: PacketHandler): () => void {
    this.#handlers.add(handler);
    return () => this.#handlers.delete(handler);
  }

  /** Sends a packet that arrives after `delayMs`, and after those sent before it. */
  send(t: string, d: object, delayMs = 0): void {
    const now = this.#clock.now();
    this.#lastArrivesAt = Math.max(this.#lastArrivesAt, now + this.latencyMs + delayMs);
    this.#waiting.push({ t, d });
    const session = this.#session;
    const arrive = (): void => {
      if (session === this.#session) this.#arrive();
    };
    const left = this.#lastArrivesAt - now;
    if (left === 0) setImmediate(arrive);
    else this.#clock.after(left, arrive);
  }

  /** Nothing arrives any more. */
  lose(): void {
    this.#isUp = false;
  }

  /** Up again with the same session: what was missed comes now. */
  resume(): void {
    this.#isUp = true;
    for (const packet of this.#missed.splice(0)) this.#hand(packet);
    this.send('RESUMED', {});
  }

  /** Up again with a new session: what was missed is lost. */
  reidentify(): void {
    this.#isUp = true;
    this.#waiting.length = 0;
    this.#missed.length = 0;
    this.#lastArrivesAt = 0;
    this.#sequence = 0;
    this.#session += 1;
  }

  #arrive(): void {
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#sequence += 1;
    this.#onArrival(next.t, next.d);
    const packet: GatewayPacket = { op: 0, t: next.t, s: this.#sequence, d: next.d };
    if (this.#isUp) this.#hand(packet);
    else this.#missed.push(packet);
  }

  #hand(packet: GatewayPacket): void {
    for (const handler of [...this.#handlers]) handler(packet);
  }
}
