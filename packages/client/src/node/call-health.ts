import type { Cancel, Clock } from '@reprise/clock';

/** What {@link CallHealth} tells and asks. */
export interface CallHealthListener {
  /** Too many calls in a row failed. */
  degraded(why: string): void;
  /** A probe was answered. */
  recovered(): void;
  /** Makes a call whose outcome is counted like any other. */
  probe(): Promise<unknown>;
}

/** Failed calls in a row after which a node whose WebSocket is open counts as degraded. */
const FAILURES_TO_DEGRADE = 5;
/** An answer that comes later than this is no better than none: whoever asked has given up. */
const SLOW_MS = 2_000;
/** A degraded node is left alone for so long, twice as long the second time, and so on up to the longest. */
const REST_STEP_MS = 30_000;
const LONGEST_REST_MS = 300_000;
/** After so long without trouble the next time is the first one again. */
const FORGIVEN_AFTER_MS = 600_000;

/**
 * Watches how a node's calls go. One that fails again and again is left alone for a while and then probed until it answers.
 *
 * A call that goes well in between ends nothing: a node that fails every other call would be taken back each time.
 */
export class CallHealth {
  readonly #listener: CallHealthListener;
  readonly #clock: Clock;
  #failures = 0;
  #isDegraded = false;
  #isProbing = false;
  /** How often in a row it was left alone. */
  #rests = 0;
  #recoveredAt = Number.NEGATIVE_INFINITY;
  #cancel: Cancel = () => undefined;

  constructor(listener: CallHealthListener, clock: Clock) {
    this.#listener = listener;
    this.#clock = clock;
  }

  /** A call was answered, if only with a refusal. @param tookMs - How long that took. */
  answered(tookMs: number): void {
    if (tookMs > SLOW_MS) {
      this.failed(new Error(`it took ${Math.round(tookMs)} ms`));
      return;
    }
    this.#failures = 0;
    if (!this.#isProbing) return;
    this.#isProbing = false;
    this.#isDegraded = false;
    this.#recoveredAt = this.#clock.now();
    this.#listener.recovered();
  }

  /** A call failed by the node's fault. */
  failed(error: Error): void {
    this.#failures++;
    if (this.#isDegraded || this.#failures < FAILURES_TO_DEGRADE) return;
    this.#isDegraded = true;
    if (this.#clock.now() - this.#recoveredAt >= FORGIVEN_AFTER_MS) this.#rests = 0;
    this.#rest();
    this.#listener.degraded(`${this.#failures} calls in a row failed, the last one: ${error.message}`);
  }

  /** The connection is another one, or none: nothing is known. */
  reset(): void {
    this.#failures = 0;
    this.#isDegraded = false;
    this.#isProbing = false;
    this.#rests = 0;
    this.#cancel();
  }

  #rest(): void {
    this.#rests++;
    this.#cancel = this.#clock.after(Math.min(LONGEST_REST_MS, this.#rests * REST_STEP_MS), () => void this.#probe());
  }

  async #probe(): Promise<void> {
    this.#isProbing = true;
    try {
      await this.#listener.probe();
    } catch {
      // The call itself has counted the failure; what is left to do is to ask again later.
    }
    if (!this.#isProbing) return;
    this.#isProbing = false;
    this.#rest();
  }
}
