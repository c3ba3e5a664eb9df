import { NONE, type SlotOrder } from './slot-order.ts';
import { grownInt32 } from './typed-arrays.ts';

/**
 * Doubly linked lists of slots in a typed array, ordered by recency: {@link add} makes a slot the newest.
 *
 * Every list is a ring through a head, which is a slot itself. So a slot can be taken out without knowing its
 * list and without a special case for the ends, and nothing is allocated per entry. Both links of a slot are
 * neighbours in one array, so that they share a cache line: the older slot at `2 × slot`, the newer one behind it.
 */
export class SlotLists implements SlotOrder {
  #links: Int32Array = new Int32Array(0);
  #unused = 0;
  #free: number = NONE;

  /** A slot that nobody uses. Its number is as small as possible, so that arrays indexed by slots stay short. */
  allocate(): number {
    const slot = this.#free;
    if (slot !== NONE) {
      this.#free = this.#links[slot << 1] ?? NONE;
      return slot;
    }
    this.#links = grownInt32(this.#links, (this.#unused << 1) | 1);
    this.#unused += 1;
    return this.#unused - 1;
  }

  /** Gives back a slot that is in no list. */
  release(slot: number): void {
    this.#links[slot << 1] = this.#free;
    this.#free = slot;
  }

  /** Recency does not ask when an entry came in. */
  enter(_slot: number): void {}

  open(): number {
    const head = this.allocate();
    this.#join(head, head);
    return head;
  }

  close(list: number): void {
    this.release(list);
  }

  add(list: number, slot: number): void {
    const links = this.#links;
    const newest = links[list << 1] ?? NONE;
    links[slot << 1] = newest;
    links[(slot << 1) | 1] = list;
    links[(newest << 1) | 1] = slot;
    links[list << 1] = slot;
  }

  remove(_list: number, slot: number): void {
    const links = this.#links;
    const older = links[slot << 1] ?? NONE;
    const newer = links[(slot << 1) | 1] ?? NONE;
    links[(older << 1) | 1] = newer;
    links[newer << 1] = older;
  }

  move(_from: number, to: number, first: number, last: number): void {
    const links = this.#links;
    const older = links[first << 1] ?? NONE;
    const newer = links[(last << 1) | 1] ?? NONE;
    links[(older << 1) | 1] = newer;
    links[newer << 1] = older;
    const newest = links[to << 1] ?? NONE;
    links[(newest << 1) | 1] = first;
    links[first << 1] = newest;
    links[(last << 1) | 1] = to;
    links[to << 1] = last;
  }

  endOfRun(slots: readonly number[], start: number, limit: number): number {
    const links = this.#links;
    let at = start + 1;
    for (let slot = slots[start] ?? NONE; at < limit; at += 1) {
      const next = slots[at] ?? NONE;
      if (links[(slot << 1) | 1] !== next) break;
      slot = next;
    }
    return at;
  }

  oldest(list: number): number {
    return this.#newerThan(list, list);
  }

  absorb(list: number, hotter: number): void {
    const first = this.#newerThan(hotter, hotter);
    if (first === NONE) return;
    const newest = this.#links[list << 1] ?? NONE;
    const last = this.#links[hotter << 1] ?? NONE;
    this.#join(newest, first);
    this.#join(last, list);
    this.#join(hotter, hotter);
  }

  *slots(list: number): Generator<number, void, undefined> {
    for (let slot = this.oldest(list); slot !== NONE; slot = this.#newerThan(list, slot)) yield slot;
  }

  #join(older: number, newer: number): void {
    this.#links[(older << 1) | 1] = newer;
    this.#links[newer << 1] = older;
  }

  /** The next slot towards the newest, from a slot or from the list itself. */
  #newerThan(list: number, slot: number): number {
    const newer = this.#links[(slot << 1) | 1] ?? NONE;
    return newer === list ? NONE : newer;
  }
}
