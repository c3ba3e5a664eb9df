import type { Clock } from '@reprise/clock';

/** The first second of 2015, from which Discord counts. */
const EPOCH = 1_420_070_400_000n;
const SEQUENCE_BITS = 22n;
const MOST_PER_MS = 1n << 12n;

/** Ids that say when they were made, as bots read it from interactions and messages. */
export class Snowflakes {
  readonly #clock: Clock;
  #made = 0n;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  next(): string {
    this.#made += 1n;
    const ms = BigInt(Math.trunc(this.#clock.now())) - EPOCH;
    return `${(ms << SEQUENCE_BITS) + (this.#made % MOST_PER_MS)}`;
  }
}
