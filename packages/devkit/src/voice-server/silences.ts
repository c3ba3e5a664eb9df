import { Happened } from '../time/happened.ts';

/** A time in which nothing was heard between two sounds: no packets, silence in them, or a level below −60 dB. */
export interface Silence {
  /** When it began, in milliseconds since 1970. */
  readonly fromAt: number;
  readonly lengthMs: number;
  /** `false`: nothing was heard since. */
  readonly isOver: boolean;
}

/** Shorter ones nobody can hear. */
const SHORTEST_MS = 20;

/** Remembers the times without sound, from the first sound on. */
export class Silences {
  readonly #over = new Happened<Silence>();
  /** When the last sound was over. */
  #soundUntil: number | undefined;

  /** When the last sound was over; `undefined` when there was none. */
  get since(): number | undefined {
    return this.#soundUntil;
  }

  /** There was a sound. */
  broken(fromAt: number, toAt: number): void {
    const since = this.#soundUntil;
    const lengthMs = fromAt - (since ?? fromAt);
    if (since !== undefined && lengthMs >= SHORTEST_MS) this.#over.add({ fromAt: since, lengthMs, isOver: true });
    this.#soundUntil = toAt;
  }

  /** Those of at least that length, the present one as last, oldest first. */
  list(minMs: number, now: number): readonly Silence[] {
    const fromAt = this.#soundUntil ?? now;
    const present = { fromAt, lengthMs: now - fromAt, isOver: false };
    return [...this.#over.items, present].filter(({ lengthMs }) => lengthMs >= Math.max(SHORTEST_MS, minMs));
  }

  clear(): void {
    this.#over.clear();
  }
}
