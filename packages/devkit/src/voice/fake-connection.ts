import type { Clock } from '@reprise/clock';
import type { VoiceConnection, VoiceListener, VoiceTarget } from '@reprise/node';
import { seededRandom } from '../random/seeded-random.ts';

/** How the pings of a connection come about. */
export interface PingRule {
  readonly pingMs: number;
  readonly pingSpreadMs: number;
  readonly pingIntervalMs: number;
  readonly seed: number;
}

/** What became of a connection: it works, Discord closed it, or its server died without a word. */
export type VoiceConnectionState = 'open' | 'closed' | 'dead';

/** A connection that a node holds to {@link FakeVoice}. */
export interface HeldConnection {
  /** The node that holds it, as named with {@link FakeVoice.at}. */
  readonly node: string;
  readonly target: VoiceTarget;
  readonly state: VoiceConnectionState;
  /** Milliseconds, another value with each heartbeat; 0 before the first. */
  readonly pingMs: number;
  /** Whether it takes music, heard or not. */
  readonly takesMusic: boolean;
}

/** One of {@link FakeVoice}. */
export class FakeVoiceConnection implements VoiceConnection, HeldConnection {
  readonly node: string;
  readonly target: VoiceTarget;
  readonly #listener: VoiceListener;
  readonly #clock: Clock;
  readonly #pings: PingRule;
  readonly #openedAt: number;
  readonly #onLeave: (connection: FakeVoiceConnection) => void;
  #state: VoiceConnectionState = 'open';
  #takesMusic = true;
  /** Pings stand still from then on. */
  #diedAt: number | undefined;

  constructor(
    node: string,
    target: VoiceTarget,
    listener: VoiceListener,
    clock: Clock,
    pings: PingRule,
    onLeave: (connection: FakeVoiceConnection) => void,
  ) {
    this.node = node;
    this.target = target;
    this.#listener = listener;
    this.#clock = clock;
    this.#pings = pings;
    this.#openedAt = clock.now();
    this.#onLeave = onLeave;
  }

  get state(): VoiceConnectionState {
    return this.#state;
  }

  get takesMusic(): boolean {
    return this.#takesMusic;
  }

  get pingMs(): number {
    const { pingMs, pingSpreadMs, pingIntervalMs, seed } = this.#pings;
    const heartbeats = Math.floor(((this.#diedAt ?? this.#clock.now()) - this.#openedAt) / pingIntervalMs);
    if (heartbeats < 1) return 0;
    const offset = (seededRandom(seed + heartbeats)() * 2 - 1) * pingSpreadMs;
    return Math.max(1, Math.round(pingMs + offset));
  }

  /** Leaves, as the node's player does. */
  close(): void {
    this.#onLeave(this);
  }

  /** Ends it from the side of Discord; the node's client hears of it, the music goes on. */
  end(code: number, reason: string): void {
    if (this.#state !== 'open') return;
    this.#state = 'closed';
    this.#listener.closed(code, reason);
  }

  /** Ends it without telling anybody. */
  die(music: 'goes on' | 'stops'): void {
    this.#state = 'dead';
    this.#diedAt ??= this.#clock.now();
    this.#takesMusic = music === 'goes on';
    this.#listener.changed();
  }
}
