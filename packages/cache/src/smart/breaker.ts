const FAILURES = 5;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Leaves alone what fails: after five failures in a row for a second, then for twice as long each time that one try
 * fails again, up to half a minute.
 */
export class Breaker {
  #failures = 0;
  #pauseMs = FIRST_PAUSE_MS;
  #closedUntil = 0;
  #isTrying = false;

  /** Whether the last try failed. */
  get isFailing(): boolean {
    return this.#failures > 0;
  }

  /** Whether it may be tried now. After a pause only one may, until it is known how that went. */
  allows(now: number): boolean {
    if (this.#failures < FAILURES) return true;
    if (now < this.#closedUntil) return false;
    this.#isTrying = true;
    this.#closedUntil = now + this.#pauseMs;
    return true;
  }

  /** Lets one try through, be it early. */
  endPause(): void {
    this.#closedUntil = 0;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#isTrying = false;
  }

  failed(now: number): void {
    this.#failures += 1;
    if (this.#isTrying) this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
    // Those that were under way together fail together: that is one reason to pause, not many.
    if (this.#failures === FAILURES || this.#isTrying) this.#closedUntil = now + this.#pauseMs;
    this.#isTrying = false;
  }
}
