/** Changes of the ping after which it is known how it behaves. */
const LEAST_CHANGES = 10;
/** So much longer than ever before it has to be the same. */
const LONGER = 6;

/**
 * Notices when the ping of a voice connection is no longer measured.
 *
 * Discord's voice heartbeat comes every 13.75 s, so between two of them a healthy ping is the same in some updates; it may
 * come out the same by chance several times in a row; and a node that does not measure it says 0 for ever. So equal pings
 * alone mean nothing. What counts is how the pings of *this* connection have behaved: once they have changed ten times,
 * they are stale when they are the same for six times as long as they ever were before, and for two intervals of updates
 * at least. Only time in which updates came counts.
 *
 * A ping that came out the same in `n` heartbeats at the most is so found to be stale after `6 n` of them, some minutes
 * where it mostly changes; one that works is not, however widely or narrowly its values spread. Of a ping that never
 * changes nothing is known, and nothing is said.
 */
export class PingTrace {
  #ping = 0;
  #sameMs = 0;
  #longestMs = 0;
  #changes = 0;

  /** Milliseconds for which the ping has been the same. */
  get sameMs(): number {
    return this.#sameMs;
  }

  /** The connection is another one. */
  forget(): void {
    this.#ping = 0;
    this.#sameMs = 0;
    this.#longestMs = 0;
    this.#changes = 0;
  }

  /**
   * The node says what the ping is.
   *
   * @param ping - Milliseconds; 0 is not measured, −1 no connection.
   * @param passedMs - Time since the last report, as far as it was observed.
   */
  report(ping: number, passedMs: number): void {
    if (ping <= 0) {
      this.forget();
      return;
    }
    this.#sameMs += passedMs;
    if (ping === this.#ping) return;
    if (this.#ping !== 0) {
      this.#changes += 1;
      this.#longestMs = Math.max(this.#longestMs, this.#sameMs);
    }
    this.#ping = ping;
    this.#sameMs = 0;
  }

  /** @param leastMs - What is shorter never is stale. */
  isStale(leastMs: number): boolean {
    return this.#changes >= LEAST_CHANGES && this.#sameMs >= Math.max(leastMs, LONGER * this.#longestMs);
  }
}
