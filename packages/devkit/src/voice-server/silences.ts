import { Happened } from '../time/happened.ts';
import { ABSORBED_MS } from './sound-timeline.ts';

/** A time in which nothing was heard between two sounds: no packets, silence in them, or a level below −60 dB. */
export interface Silence {
  /** When it began, in milliseconds since 1970. */
  readonly fromAt: number;
  readonly lengthMs: number;
  /** `false`: nothing was heard since. */
  readonly isOver: boolean;
}

/**
 * Remembers the times without sound, from the first sound on. They are those between arrivals, so that nothing that came too
 * early makes a later gap look shorter.
 */
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
    if (since !== undefined && lengthMs > ABSORBED_MS) this.#over.add({ fromAt: since, lengthMs, isOver: true });
    this.#soundUntil = toAt;
  }

  /** Those of at least that length, the present one as last, oldest first. */
  list(minMs: number, now: number): readonly Silence[] {
    const fromAt = this.#soundUntil ?? now;
    const present = { fromAt, lengthMs: now - fromAt, isOver: false };
    return [...this.#over.items, present].filter(({ lengthMs }) => lengthMs > ABSORBED_MS && lengthMs >= minMs);
  }

  clear(): void {
    this.#over.clear();
  }
}
