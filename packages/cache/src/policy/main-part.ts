import { FrequencyBuckets, PINNED, type Rank } from './frequency-buckets.ts';
import type { SlotOrder } from './slot-order.ts';
import { isRank, NOWHERE, type SlotPlaces } from './slot-places.ts';

/** The main part: slots ranked by how often they were used, then by whether somebody holds them, then in order. */
export class MainPart {
  readonly #buckets: FrequencyBuckets;
  readonly #places: SlotPlaces;
  #size = 0;

  constructor(order: SlotOrder, places: SlotPlaces) {
    this.#buckets = new FrequencyBuckets(order);
    this.#places = places;
  }

  get size(): number {
    return this.#size;
  }

  /** See {@link FrequencyBuckets.steps}. */
  get steps(): number {
    return this.#buckets.steps;
  }

  countOf(slot: number): number {
    return this.#buckets.countOf(slot);
  }

  add(slot: number, count: number): void {
    const rank = this.#places.rankOf(slot);
    this.#places.put(slot, rank);
    this.#buckets.add(slot, count, rank);
    this.#size += 1;
  }

  remove(slot: number, rank: Rank): void {
    this.#buckets.remove(slot, rank);
    this.#places.put(slot, NOWHERE);
    this.#size -= 1;
  }

  touch(slot: number, rank: Rank): void {
    this.#buckets.touch(slot, rank);
  }

  /** See {@link FrequencyBuckets.touchRun}. */
  touchRun(slots: readonly number[], start: number, end: number, rank: Rank): void {
    this.#buckets.touchRun(slots, start, end, rank);
  }

  /** Ranks a slot anew after it was held or let go of; a pinned one stays pinned. Does nothing outside this part. */
  rerank(slot: number): void {
    if (this.#places.placeOf(slot) !== PINNED) this.#move(slot, this.#places.rankOf(slot));
  }

  /** Keeps a slot of this part from being the victim. */
  pin(slot: number): void {
    this.#move(slot, PINNED);
  }

  unpin(slot: number): void {
    this.#move(slot, this.#places.rankOf(slot));
  }

  /** See {@link FrequencyBuckets.victim}. */
  victim(): number {
    return this.#buckets.victim();
  }

  /** Whether a candidate from outside, used so often, is worth more than a slot of this part. */
  losesTo(candidate: number, count: number, slot: number): boolean {
    const lead = count - this.#buckets.countOf(slot);
    return lead > 0 || (lead === 0 && this.#places.isHeld(candidate) && !this.#places.isHeld(slot));
  }

  decay(factor: number): void {
    this.#buckets.decay(factor);
  }

  /** See {@link FrequencyBuckets.slots}. */
  slots(): Generator<number, void, undefined> {
    return this.#buckets.slots();
  }

  #move(slot: number, rank: Rank): void {
    const from = this.#places.placeOf(slot);
    if (!isRank(from) || from === rank) return;
    this.#places.put(slot, rank);
    this.#buckets.move(slot, from, rank);
  }
}
