import type { Cancel } from '@reprise/clock';
import { ManualClock } from '@reprise/devkit';

/** A clock that is moved by hand and knows when something may come due, so that nothing needs to happen late. */
export class SteppingClock extends ManualClock {
  readonly #dues = new Set<number>();

  override after(ms: number, run: () => void): Cancel {
    this.#dues.add(this.now() + ms);
    return super.after(ms, run);
  }

  override every(ms: number, run: () => void): Cancel {
    this.#dues.add(this.now() + ms);
    return super.every(ms, () => {
      this.#dues.add(this.now() + ms);
      run();
    });
  }

  /** Milliseconds until something may come due, but not more than these. */
  untilDue(mostMs: number): number {
    const now = this.now();
    let next = now + mostMs;
    for (const due of this.#dues) {
      if (due <= now) this.#dues.delete(due);
      else next = Math.min(next, due);
    }
    return next - now;
  }
}
