/** Changes of the ping after which it is known how it behaves. */
const LEAST_CHANGES = 3;
/** A run of equal pings that is less likely than this on a connection that works is none. */
const TOO_UNLIKELY = 1e-6;

/**
 * Notices when the ping of a voice connection has stopped being measured.
 *
 * Discord's voice heartbeat comes every 13.75 s, so between two of them a healthy ping stays the same over some updates,
 * and it may come out the same by chance several times in a row; a node that does not measure it says 0 for ever. So
 * equal pings alone mean nothing. What counts is how the pings of *this* connection have behaved:
 *
 * - Nothing is said before the ping has changed three times after its first change. One that never changes never is stale.
 * - `beat`, the shortest time between two changes, stands for the heartbeat; of the `n` beats that were seen, `c` brought
 *   another value. The chance that a beat repeats the value is taken as `r = (n − c + 1) / (n + 2)` (Laplace's rule).
 * - The ping is stale when it has been the same for `q` beats with `r^q` below one in a million, and for two intervals
 *   of updates at least.
 *
 * With a ping that mostly changes that is about two minutes after the voice server has died. With one that rarely changes
 * it takes longer, up to 14 times the mean time between changes. Only time in which updates came counts.
 */
export class PingTrace {
  #ping = 0;
  /** Time since the last change, the time between the first change and the last, and the shortest between two. */
  #sameMs = 0;
  #seenMs = 0;
  #beatMs = Number.POSITIVE_INFINITY;
  /** Changes after the first; undefined before it. */
  #changes: number | undefined;

  /** The connection is another one. */
  forget(): void {
    this.#ping = 0;
    this.#sameMs = 0;
    this.#seenMs = 0;
    this.#beatMs = Number.POSITIVE_INFINITY;
    this.#changes = undefined;
  }

  /** @param ping - As the node says it: 0 is not measured, −1 no connection. @param passedMs - Since the last report, as far as updates came. */
  report(ping: number, passedMs: number): void {
    if (ping <= 0) {
      this.forget();
      return;
    }
    this.#sameMs += passedMs;
    if (ping === this.#ping) return;
    const isFirst = this.#ping === 0;
    this.#ping = ping;
    if (!isFirst) this.#changed();
    this.#sameMs = 0;
  }

  /** Milliseconds for which the ping has been the same; what is said of a connection that works. */
  get sameMs(): number {
    return this.#sameMs;
  }

  /** @param leastMs - What is shorter never is stale. */
  isStale(leastMs: number): boolean {
    const changes = this.#changes ?? 0;
    if (changes < LEAST_CHANGES || this.#sameMs < leastMs) return false;
    const beats = this.#seenMs / this.#beatMs;
    const repeats = (beats - changes + 1) / (beats + 2);
    return repeats ** (this.#sameMs / this.#beatMs) < TOO_UNLIKELY;
  }

  #changed(): void {
    if (this.#changes === undefined) {
      this.#changes = 0;
      return;
    }
    this.#changes += 1;
    this.#seenMs += this.#sameMs;
    this.#beatMs = Math.min(this.#beatMs, Math.max(1, this.#sameMs));
  }
}
