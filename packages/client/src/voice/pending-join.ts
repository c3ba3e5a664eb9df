import type { Cancel, Clock } from '@reprise/clock';
import type { MissingVoiceHalf } from '../errors/index.ts';
import type { VoiceData } from './voice-data.ts';

/** How a join starts. */
export interface JoinStart {
  readonly clock: Clock;
  readonly channelId: string;
  /** Where the bot is. */
  readonly from: string | undefined;
  /** The bot leaves first, so that Discord starts anew. */
  readonly isRejoin: boolean;
  readonly timeoutMs: number;
}

/** What a join asks of its session, and tells it. */
export interface JoinHost {
  /** Asks Discord for a channel, or for none. */
  send(channelId: string | null): Promise<void>;
  /** A rejoin has left: what Discord said before holds no more. */
  restarted(): void;
  timedOut(join: PendingJoin): void;
  failed(join: PendingJoin, error: unknown): void;
}

/** Discord confirms that the bot is out of its channel well before, or not at all: it may have thrown it out already. */
const CONFIRM_MS = 500;

/** A join that waits for Discord's two updates. */
export class PendingJoin {
  readonly channelId: string;
  readonly from: string | undefined;
  readonly isRejoin: boolean;
  readonly #host: JoinHost;
  readonly #timers: Cancel[];
  readonly #outcome: PromiseWithResolvers<VoiceData> = Promise.withResolvers();
  #isLeaving: boolean;
  #hasState = false;
  #hasServer = false;
  #isServerAway = false;

  constructor({ clock, channelId, from, isRejoin, timeoutMs }: JoinStart, host: JoinHost) {
    this.channelId = channelId;
    this.from = from;
    this.isRejoin = isRejoin;
    this.#host = host;
    // Nobody waits for the leave of who is not there.
    this.#isLeaving = isRejoin && from !== undefined;
    this.#timers = [
      clock.after(timeoutMs, () => host.timedOut(this)),
      clock.after(Math.ceil(timeoutMs / 2), () => this.askAgain()),
      clock.after(CONFIRM_MS, () => this.#comeBack()),
    ];
  }

  get outcome(): Promise<VoiceData> {
    return this.#outcome.promise;
  }

  /** The bot has still to be out of its channel. */
  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  /** Discord let the bot in. */
  get hasState(): boolean {
    return this.#hasState;
  }

  get missing(): MissingVoiceHalf {
    if (this.#isServerAway) return 'endpoint';
    if (this.#hasState) return 'server';
    return this.#hasServer ? 'state' : 'both';
  }

  ask(): void {
    if (this.isRejoin) this.#send(null);
    if (!this.#isLeaving) this.#send(this.channelId);
  }

  /** Asks again, unless Discord has answered: a shard that was away for a moment drops what it is given. */
  askAgain(): void {
    if (!this.#isLeaving && this.missing === 'both') this.#send(this.channelId);
  }

  /** Discord says that the bot is in a channel. */
  placed(channelId: string): void {
    if (!this.#isLeaving && channelId === this.channelId) this.#hasState = true;
  }

  /** Discord says that the bot is in no channel. Answers whether that was to be expected. */
  unplaced(): boolean {
    // Until Discord has let the bot in, it answers a leave of before.
    const isExpected = !this.#hasState;
    this.#comeBack();
    return isExpected;
  }

  /** Discord named a voice server, or took it back. */
  served(endpoint: string | null): void {
    if (this.#isLeaving) return;
    this.#hasServer = endpoint !== null;
    this.#isServerAway = endpoint === null;
  }

  resolve(voice: VoiceData): void {
    this.#stopTimers();
    this.#outcome.resolve(voice);
  }

  reject(error: unknown): void {
    this.#stopTimers();
    this.#outcome.reject(error);
  }

  #comeBack(): void {
    if (!this.#isLeaving) return;
    this.#isLeaving = false;
    this.#host.restarted();
    this.#send(this.channelId);
  }

  #send(channelId: string | null): void {
    this.#host.send(channelId).catch((error: unknown) => this.#host.failed(this, error));
  }

  #stopTimers(): void {
    for (const cancel of this.#timers) cancel();
  }
}
