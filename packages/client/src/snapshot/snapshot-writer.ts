import type { Cancel, Clock } from '@reprise/clock';
import { callable, durationMs } from '@reprise/options';

/** What a {@link SnapshotWriter} needs. */
export interface SnapshotWriterOptions {
  readonly clock: Clock;
  /** Takes a snapshot of how things are now. */
  readonly take: () => Uint8Array;
  /** Where the user keeps it. */
  readonly onSnapshot: (bytes: Uint8Array) => void | Promise<void>;
  /**
   * Shortest time between two snapshots, and from a change to the next one, in milliseconds. Longer when taking one takes
   * more than a twentieth of it. @defaultValue 1_000
   */
  readonly snapshotIntervalMs?: number | undefined;
  /** No snapshot could be taken or kept, told once until one is. The next change tries again. */
  readonly failed: (error: unknown) => void;
}

/** Time after which a hook that does not end counts as failed, in milliseconds. */
const WRITE_TIMEOUT_MS = 10_000;
/** Times as long as a snapshot took: the event loop stands still meanwhile, which it may for a twentieth of the time. */
const REST_FACTOR = 19;

/**
 * Hands a snapshot to the user's hook after something changed: never two at a time, no more than one an interval, and
 * the last state in any case, if only at {@link close}.
 */
export class SnapshotWriter {
  readonly #options: SnapshotWriterOptions;
  readonly #intervalMs: number;
  #cancelTimer: Cancel | undefined;
  /** Since the last snapshot was taken. */
  #isChanged = false;
  /** The last snapshot was taken, but perhaps not kept. */
  #isUnsaved = false;
  #isFailing = false;
  #isHookRunning = false;
  #restMs = 0;
  /** Settles when the last write is known to be kept, or counts as failed. */
  #attempt: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  /** @throws TypeError or RangeError naming a wrong option. */
  constructor(options: SnapshotWriterOptions) {
    const { onSnapshot, snapshotIntervalMs = 1_000 } = options;
    callable('onSnapshot', onSnapshot);
    this.#intervalMs = durationMs('snapshotIntervalMs', snapshotIntervalMs, { min: 1 });
    this.#options = options;
  }

  /** Something changed that a snapshot holds. Costs next to nothing, however often it is called. */
  changed(): void {
    this.#isChanged = true;
    this.#schedule();
  }

  /**
   * Writes what was not written yet, waiting for a write that is under way, and ends. Never rejects, and takes no longer
   * than twice 10 seconds, whatever the hook does.
   */
  close(): Promise<void> {
    this.#closing ??= this.#finish();
    return this.#closing;
  }

  #schedule(): void {
    if (this.#cancelTimer !== undefined || this.#isHookRunning || this.#closing !== undefined) return;
    this.#cancelTimer = this.#options.clock.after(Math.max(this.#intervalMs, this.#restMs), () => {
      this.#cancelTimer = undefined;
      this.#attempt = this.#write();
    });
  }

  async #finish(): Promise<void> {
    this.#cancelTimer?.();
    await this.#attempt;
    if ((this.#isChanged || this.#isUnsaved) && !this.#isHookRunning) await this.#write();
  }

  async #write(): Promise<void> {
    const { promise: tooLate, reject } = Promise.withResolvers<never>();
    const late = new DOMException(`onSnapshot did not end within ${WRITE_TIMEOUT_MS} ms.`, 'TimeoutError');
    const cancel = this.#options.clock.after(WRITE_TIMEOUT_MS, () => reject(late));
    try {
      await Promise.race([this.#keep(), tooLate]);
      this.#isUnsaved = false;
      this.#isFailing = false;
    } catch (error) {
      this.#isUnsaved = true;
      if (!this.#isFailing) this.#options.failed(error);
      this.#isFailing = true;
    } finally {
      cancel();
    }
  }

  async #keep(): Promise<void> {
    this.#isChanged = false;
    this.#isHookRunning = true;
    try {
      await this.#options.onSnapshot(this.#take());
    } finally {
      this.#isHookRunning = false;
      if (this.#isChanged) this.#schedule();
    }
  }

  #take(): Uint8Array {
    const { clock, take } = this.#options;
    const startedAt = clock.now();
    const bytes = take();
    this.#restMs = (clock.now() - startedAt) * REST_FACTOR;
    return bytes;
  }
}
