import type { Clock } from '@reprise/clock';

const SHORTEST_MS = 5_000;
/** Shorter than most songs: when the source is back, so is the music after the song that plays. */
const LONGEST_MS = 60_000;

/** A pause after something went wrong, twice as long each time. */
export class RetryPause {
  readonly #clock: Clock;
  #count = 0;
  #until = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isOver(): boolean {
    return this.#clock.now() >= this.#until;
  }

  /** Starts a pause. True for the first one since {@link reset}. */
  begin(): boolean {
    this.#until = this.#clock.now() + Math.min(SHORTEST_MS * 2 ** this.#count, LONGEST_MS);
    this.#count += 1;
    return this.#count === 1;
  }

  /** It went well: no pause, and the next one is short again. */
  reset(): void {
    this.#count = 0;
    this.#until = Number.NEGATIVE_INFINITY;
  }
}
