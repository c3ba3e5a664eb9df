import type { Clock } from '@reprise/clock';
import type { FaultRoute } from '../../node/fault-answer.ts';
import { AnswerRules } from '../../node/fault-answer.ts';

/** How often a kind of request may come. */
export interface RateLimit extends Pick<FaultRoute, 'method' | 'path'> {
  /** So many requests … */
  readonly max: number;
  /** … in so many milliseconds. */
  readonly perMs: number;
}

/** Where a limit stands after a request. */
export interface RateLimitState {
  readonly limit: number;
  readonly remaining: number;
  /** The request is one too many. */
  readonly isOver: boolean;
  /** Time until all are free again, in milliseconds. */
  readonly resetAfterMs: number;
  readonly bucket: string;
}

/** Counts what came in the window of one limit. */
class Bucket {
  readonly #clock: Clock;
  readonly #limit: RateLimit;
  readonly #name: string;
  #used = 0;
  #endsAt = 0;

  constructor(clock: Clock, limit: RateLimit, name: string) {
    this.#clock = clock;
    this.#limit = limit;
    this.#name = name;
  }

  take(): RateLimitState {
    const now = this.#clock.now();
    const { max, perMs } = this.#limit;
    if (now >= this.#endsAt) {
      this.#used = 0;
      this.#endsAt = now + perMs;
    }
    const isOver = this.#used >= max;
    if (!isOver) this.#used += 1;
    return { limit: max, remaining: max - this.#used, isOver, resetAfterMs: this.#endsAt - now, bucket: this.#name };
  }
}

/** The limits that hold. */
export class RateLimits {
  readonly #clock: Clock;
  readonly #rules = new AnswerRules<Bucket>();
  #made = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Adds one; the function it answers takes it away. */
  add(limit: RateLimit): () => void {
    this.#made += 1;
    const { max: _, perMs: __, ...route } = limit;
    return this.#rules.add(new Bucket(this.#clock, limit, `devkit-${this.#made}`), route);
  }

  /** Counts a request. `undefined` when there is no limit for it. */
  take(method: string, path: string): RateLimitState | undefined {
    return this.#rules.take(method, path)?.take();
  }
}
