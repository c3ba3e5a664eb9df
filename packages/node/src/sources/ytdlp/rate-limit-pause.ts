import { YtDlpError } from './failure.ts';

const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 900_000;

interface Pause {
  readonly lengthMs: number;
  readonly until: number;
}

/**
 * Leaves a site alone after it said "too many requests": a minute, and twice as long each time it says so again, up to a
 * quarter of an hour. Asking on would only make the site block the node for longer.
 */
export class RateLimitPause {
  readonly #now: () => number;
  readonly #pauses = new Map<string, Pause>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws {@link YtDlpError} while the site is left alone. */
  check(site: string): void {
    const pause = this.#pauses.get(site);
    if (pause === undefined || pause.until <= this.#now()) return;
    const seconds = Math.ceil((pause.until - this.#now()) / 1_000);
    throw new YtDlpError('rate_limited', `${site} is left alone for ${seconds} s more`);
  }

  /** The site refused a call that began at `startedAt`; those that were under way together count as one. */
  refused(site: string, startedAt: number): void {
    const last = this.#pauses.get(site);
    if (last !== undefined && startedAt < last.until) return;
    const lengthMs = last === undefined ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, 2 * last.lengthMs);
    this.#pauses.set(site, { lengthMs, until: this.#now() + lengthMs });
  }

  /** The site answered a call that began at `startedAt`. */
  answered(site: string, startedAt: number): void {
    const last = this.#pauses.get(site);
    // An answer to what was asked before the pause says nothing about what comes after it.
    if (last !== undefined && startedAt >= last.until) this.#pauses.delete(site);
  }
}
