import type { AgedCounts } from './aged-counts.ts';
import type { DecayClock } from './decay-clock.ts';
import type { SlotLists } from './slot-lists.ts';
import { type SlotPlaces, WINDOW } from './slot-places.ts';
import { SlotQueue } from './slot-queue.ts';

/** The window: newcomers in the order of their last use, with counts that are read when they leave. */
export class NewcomerWindow {
  readonly queue: SlotQueue;
  readonly #places: SlotPlaces;
  readonly #counts: AgedCounts;
  readonly #clock: DecayClock;

  constructor(lists: SlotLists, places: SlotPlaces, counts: AgedCounts, clock: DecayClock) {
    this.queue = new SlotQueue(lists);
    this.#places = places;
    this.#counts = counts;
    this.#clock = clock;
  }

  get size(): number {
    return this.queue.size;
  }

  add(slot: number, count: number): void {
    this.#places.put(slot, WINDOW);
    this.#counts.write(slot, count, this.#clock.decays);
    this.queue.add(slot);
  }

  touch(slot: number): void {
    this.#counts.write(slot, this.countOf(slot) + 1, this.#clock.decays);
    this.queue.renew(slot);
  }

  countOf(slot: number): number {
    return this.#counts.current(slot, this.#clock.decays);
  }
}
