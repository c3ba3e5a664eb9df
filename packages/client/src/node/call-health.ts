/** What {@link CallHealth} tells and asks. */
export interface CallHealthListener {
  /** Too many calls in a row failed. */
  degraded(why: string): void;
  /** A call succeeded again. */
  recovered(): void;
  /** Makes a call whose outcome is counted like any other. */
  probe(): Promise<unknown>;
}

/** Failed calls in a row after which a node whose WebSocket is open counts as degraded. */
const FAILURES_TO_DEGRADE = 5;
/** Waits before the probes of a degraded node: this, twice this, and so on up to the longest. */
const PROBE_STEP_MS = 5_000;
const LONGEST_PROBE_WAIT_MS = 60_000;

/** Watches how a node's calls go, and asks one that fails again and again until it answers. */
export class CallHealth {
  readonly #listener: CallHealthListener;
  #failures = 0;
  #isDegraded = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(listener: CallHealthListener) {
    this.#listener = listener;
  }

  /** A call was answered, if only with a refusal. */
  answered(): void {
    const wasDegraded = this.#isDegraded;
    this.reset();
    if (wasDegraded) this.#listener.recovered();
  }

  /** A call failed by the node's fault. */
  failed(error: Error): void {
    this.#failures++;
    if (this.#isDegraded || this.#failures < FAILURES_TO_DEGRADE) return;
    this.#isDegraded = true;
    this.#probeIn(PROBE_STEP_MS);
    this.#listener.degraded(`${this.#failures} calls in a row failed, the last one: ${error.message}`);
  }

  /** The connection is another one, or none: nothing is known. */
  reset(): void {
    this.#failures = 0;
    this.#isDegraded = false;
    clearTimeout(this.#timer);
  }

  #probeIn(waitMs: number): void {
    this.#timer = setTimeout(async () => {
      try {
        await this.#listener.probe();
      } catch {
        // The call itself has counted the failure; what is left to do is to ask again later.
      }
      if (this.#isDegraded) this.#probeIn(Math.min(LONGEST_PROBE_WAIT_MS, waitMs + PROBE_STEP_MS));
    }, waitMs);
  }
}
