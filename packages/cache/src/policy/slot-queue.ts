import type { SlotLists } from './slot-lists.ts';

/** One list of {@link SlotLists}, that knows its size: the window, the ghosts, an LRU cache. */
export class SlotQueue {
  readonly #lists: SlotLists;
  readonly #list: number;
  #size = 0;

  constructor(lists: SlotLists) {
    this.#lists = lists;
    this.#list = lists.open();
  }

  get size(): number {
    return this.#size;
  }

  /** Adds a slot as the newest. */
  add(slot: number): void {
    this.#lists.add(this.#list, slot);
    this.#size += 1;
  }

  remove(slot: number): void {
    this.#lists.remove(this.#list, slot);
    this.#size -= 1;
  }

  /** Makes a slot of this queue the newest. */
  renew(slot: number): void {
    this.#lists.move(this.#list, this.#list, slot, slot);
  }

  /** Takes a slot out of this queue and makes it the newest of another one of the same lists. */
  send(slot: number, to: SlotQueue): void {
    this.#lists.move(this.#list, to.#list, slot, slot);
    this.#size -= 1;
    to.#size += 1;
  }

  /** `NONE` when empty. */
  oldest(): number {
    return this.#lists.oldest(this.#list);
  }

  /** From the oldest to the newest. */
  slots(): Generator<number, void, undefined> {
    return this.#lists.slots(this.#list);
  }
}
