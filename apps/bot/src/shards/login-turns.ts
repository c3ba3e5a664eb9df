import type { Cancel, Clock } from '@reprise/clock';

/** Discord counts logins over five seconds; a login does not reach it at once, hence somewhat longer. In milliseconds. */
const LOGIN_WINDOW_MS = 5_500;

/**
 * Whose turn it is to log in. Of the shards whose ids leave the same remainder when divided by `max_concurrency`, Discord
 * takes one in five seconds, and turns others away; that is for the first start as for processes that come back.
 */
export class LoginTurns {
  readonly #atOnce: number;
  readonly #clock: Clock;
  readonly #freeAt = new Map<number, number>();
  readonly #waiting = new Set<Cancel>();

  /** @param atOnce - What Discord calls `max_concurrency`. */
  constructor(atOnce: number, clock: Clock) {
    this.#atOnce = atOnce;
    this.#clock = clock;
  }

  /** Waits for the turn of a shard, which is then taken; never resolves after {@link close}. */
  take(shard: number): Promise<void> {
    const now = this.#clock.now();
    const group = shard % this.#atOnce;
    const at = Math.max(now, this.#freeAt.get(group) ?? 0);
    this.#freeAt.set(group, at + LOGIN_WINDOW_MS);
    if (at === now) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.#clock.after(at - now, () => {
      this.#waiting.delete(cancel);
      resolve();
    });
    this.#waiting.add(cancel);
    return promise;
  }

  /** Nobody's turn comes any more. */
  close(): void {
    for (const cancel of this.#waiting) cancel();
    this.#waiting.clear();
  }
}
