import { grownInt32 } from './typed-arrays.ts';

/** Two billion uses are as good as any larger number. */
const MOST = 0x7fff_ffff;

/**
 * Use counts that age without being visited: each is kept with the number of decays at the time it was written.
 *
 * Right for slots whose rank does not depend on their count: those in the window, and ghosts.
 */
export class AgedCounts {
  readonly #factor: number;
  /** The count at `2 × slot`, the decays until then behind it. */
  #records: Int32Array = new Int32Array(0);

  constructor(factor: number) {
    this.#factor = factor;
  }

  write(slot: number, count: number, decays: number): void {
    const at = slot << 1;
    if (at >= this.#records.length) this.#records = grownInt32(this.#records, at | 1);
    this.#records[at] = Math.min(count, MOST);
    this.#records[at | 1] = decays;
  }

  /** The count as it was written. */
  written(slot: number): number {
    return this.#records[slot << 1] ?? 0;
  }

  /** How many decays a count has missed. */
  age(slot: number, decays: number): number {
    return decays - (this.#records[(slot << 1) | 1] ?? 0);
  }

  /**
   * The count as a visit at every decay would have left it: `floor(count × factor)`, once per missed decay. Each
   * step takes at least 1 off, so it is paid for by the uses that were counted.
   */
  current(slot: number, decays: number): number {
    let count = this.written(slot);
    if (this.#factor === 1) return count;
    for (let missed = this.age(slot, decays); missed > 0 && count > 0; missed -= 1)
      count = Math.floor(count * this.#factor);
    return count;
  }

  /** `floor(count × factor^missed)`: the same in one step, rounded once. */
  estimate(slot: number, decays: number): number {
    return Math.floor(this.written(slot) * this.#factor ** this.age(slot, decays));
  }
}
