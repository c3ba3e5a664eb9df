import type { Cancel } from '@reprise/clock';
import { ManualClock } from '@reprise/devkit';

/** A clock that is moved by hand and knows when something comes due, so that nothing needs to happen late. */
export class SteppingClock extends ManualClock {
  readonly #dues = new Set<{ at: number }>();

  override after(ms: number, run: () => void): Cancel {
    const due = this.#expect(ms);
    const cancel = super.after(ms, () => {
      this.#dues.delete(due);
      run();
    });
    return () => this.#forget(due, cancel);
  }

  override every(ms: number, run: () => void): Cancel {
    const due = this.#expect(ms);
    const cancel = super.every(ms, () => {
      due.at = this.now() + ms;
      run();
    });
    return () => this.#forget(due, cancel);
  }

  /** Milliseconds until something comes due, but not more than these. */
  untilDue(mostMs: number): number {
    let next = this.now() + mostMs;
    for (const { at } of this.#dues) next = Math.min(next, at);
    return next - this.now();
  }

  #expect(ms: number): { at: number } {
    const due = { at: this.now() + ms };
    this.#dues.add(due);
    return due;
  }

  #forget(due: { at: number }, cancel: Cancel): void {
    this.#dues.delete(due);
    cancel();
  }
}
