import type { Cancel, Clock } from '@reprise/clock';

const FAILURES_TO_OPEN = 5;
const FIRST_REST_MS = 1_000;
const LONGEST_REST_MS = 30_000;

/** Whether an operation may be tried: as one of many, as the one that finds out whether things are well again, or not at all. */
export type Admission = 'pass' | 'probe' | 'refused';

/**
 * Leaves a server alone that failed five times in a row: for a second, then for twice as long after each probe that fails,
 * up to 30 seconds.
 */
export class Breaker {
  readonly #clock: Pick<Clock, 'after'>;
  #state: 'closed' | 'resting' | 'half-open' = 'closed';
  #failures = 0;
  #restMs = FIRST_REST_MS;
  #isProbing = false;
  #cancelRest: Cancel | undefined;

  constructor(clock: Pick<Clock, 'after'>) {
    this.#clock = clock;
  }

  get isClosed(): boolean {
    return this.#state === 'closed';
  }

  /** Asks to try something. Whoever is not refused must say how it went. */
  admit(): Admission {
    if (this.#state === 'closed') return 'pass';
    if (this.#state === 'resting' || this.#isProbing) return 'refused';
    this.#isProbing = true;
    return 'probe';
  }

  /** The server answered, whatever it said. */
  succeeded(): void {
    this.stop();
    this.#state = 'closed';
    this.#failures = 0;
    this.#restMs = FIRST_REST_MS;
    this.#isProbing = false;
  }

  /** Answers whether the server is left alone because of this. */
  failed(admission: Admission): boolean {
    if (admission === 'probe') {
      this.#isProbing = false;
      if (this.#state !== 'half-open') return false;
      this.#restMs = Math.min(LONGEST_REST_MS, this.#restMs * 2);
      this.#rest();
      return true;
    }
    // What began before the rest says nothing new.
    if (this.#state !== 'closed' || ++this.#failures < FAILURES_TO_OPEN) return false;
    this.#rest();
    return true;
  }

  /** There is a sign of life: the next operation may find out. */
  wake(): void {
    if (this.#state !== 'resting') return;
    this.stop();
    this.#state = 'half-open';
  }

  /** Ends the timer. */
  stop(): void {
    this.#cancelRest?.();
    this.#cancelRest = undefined;
  }

  #rest(): void {
    this.#state = 'resting';
    this.#cancelRest = this.#clock.after(this.#restMs, () => this.wake());
  }
}
