import { grownInt32 } from '../policy/typed-arrays.ts';

/** A set of slots without gaps, so that each can be drawn with the same likelihood in one step. */
export class DenseSlots {
  #slots: Int32Array = new Int32Array(0);
  /** The index of each slot that is in the set. */
  #indices: Int32Array = new Int32Array(0);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The slot at an index below {@link size}. */
  at(index: number): number | undefined {
    return index < this.#size ? this.#slots[index] : undefined;
  }

  /** Adds a slot that is not in the set. */
  add(slot: number): void {
    if (this.#size >= this.#slots.length) this.#slots = grownInt32(this.#slots, this.#size);
    if (slot >= this.#indices.length) this.#indices = grownInt32(this.#indices, slot);
    this.#slots[this.#size] = slot;
    this.#indices[slot] = this.#size;
    this.#size += 1;
  }

  /** Removes a slot that is in the set: the last one takes its index. */
  remove(slot: number): void {
    this.#size -= 1;
    const last = this.#slots[this.#size] ?? 0;
    const index = this.#indices[slot] ?? 0;
    this.#slots[index] = last;
    this.#indices[last] = index;
  }

  clear(): void {
    this.#size = 0;
  }

  /** All of them, in no particular order. */
  slots(): Iterable<number> {
    return this.#slots.subarray(0, this.#size);
  }
}
