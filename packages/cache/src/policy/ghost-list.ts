import type { AgedCounts } from './aged-counts.ts';
import type { SlotLists } from './slot-lists.ts';
import type { RankedSlot } from './slot-owner.ts';
import { SlotQueue } from './slot-queue.ts';

/** Slots of evicted entries, whose keys and counts are remembered for a while. First evicted, first forgotten. */
export class GhostList {
  readonly #queue: SlotQueue;
  readonly #counts: AgedCounts;

  constructor(lists: SlotLists, counts: AgedCounts) {
    this.#queue = new SlotQueue(lists);
    this.#counts = counts;
  }

  get size(): number {
    return this.#queue.size;
  }

  add(slot: number, count: number, decays: number): void {
    this.#counts.write(slot, count, decays);
    this.#queue.add(slot);
  }

  /** {@link add} for a slot that is in another queue until now. */
  receive(slot: number, from: SlotQueue, count: number, decays: number): void {
    this.#counts.write(slot, count, decays);
    from.send(slot, this.#queue);
  }

  remove(slot: number): void {
    this.#queue.remove(slot);
  }

  /** `NONE` when empty. */
  oldest(): number {
    return this.#queue.oldest();
  }

  /** The count an entry starts with when it comes back: more than a newcomer's, and what is left of its former one. */
  countOnReturn(slot: number, decays: number): number {
    return 2 + this.#counts.estimate(slot, decays);
  }

  ranked(decays: number): RankedSlot[] {
    const rank = (slot: number): RankedSlot => ({
      slot,
      count: this.#counts.written(slot),
      age: this.#counts.age(slot, decays),
    });
    return Array.from(this.#queue.slots(), rank);
  }
}
