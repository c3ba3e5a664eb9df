import { NONE, type SlotOrder } from './slot-order.ts';
import { grownFloat64, grownInt32 } from './typed-arrays.ts';

/**
 * Lists of slots in the order in which their entries came into the cache, however often they moved since.
 *
 * Each list is a pairing heap inside three typed arrays (Fredman, Sedgewick, Sleator and Tarjan, "The pairing
 * heap", 1986): adding and {@link absorb} take one step, taking a slot out O(log n) amortised. This is the one place
 * where the cache is not O(1), and only for those who ask for `tieBreak: 'insertion'`.
 */
export class InsertionOrder implements SlotOrder {
  readonly #roots: number[] = [];
  readonly #closed: number[] = [];
  #arrivals = 0;
  #arrival: Float64Array = new Float64Array(0);
  #child: Int32Array = new Int32Array(0);
  #sibling: Int32Array = new Int32Array(0);
  /** The sibling before this slot, or its parent when it is the first child. */
  #before: Int32Array = new Int32Array(0);

  enter(slot: number): void {
    this.#arrival = grownFloat64(this.#arrival, slot);
    this.#child = grownInt32(this.#child, slot);
    this.#sibling = grownInt32(this.#sibling, slot);
    this.#before = grownInt32(this.#before, slot);
    this.#arrival[slot] = this.#arrivals++;
  }

  open(): number {
    const list = this.#closed.pop() ?? this.#roots.length;
    this.#roots[list] = NONE;
    return list;
  }

  close(list: number): void {
    this.#closed.push(list);
  }

  add(list: number, slot: number): void {
    this.#child[slot] = NONE;
    this.#detach(slot);
    this.#roots[list] = this.#meld(this.oldest(list), slot);
  }

  remove(list: number, slot: number): void {
    const orphans = this.#meldSiblings(this.#at(this.#child, slot));
    if (this.oldest(list) === slot) {
      this.#roots[list] = orphans;
      return;
    }
    const before = this.#at(this.#before, slot);
    const after = this.#at(this.#sibling, slot);
    if (this.#at(this.#child, before) === slot) this.#child[before] = after;
    else this.#sibling[before] = after;
    if (after !== NONE) this.#before[after] = before;
    this.#roots[list] = this.#meld(this.oldest(list), orphans);
  }

  move(from: number, to: number, first: number, _last: number): void {
    this.remove(from, first);
    this.add(to, first);
  }

  /** In a heap nobody has a neighbour. */
  endOfRun(_slots: readonly number[], start: number, _limit: number): number {
    return start + 1;
  }

  oldest(list: number): number {
    return this.#roots[list] ?? NONE;
  }

  absorb(list: number, hotter: number): void {
    this.#roots[list] = this.#meld(this.oldest(list), this.oldest(hotter));
    this.#roots[hotter] = NONE;
  }

  *slots(list: number): Generator<number, void, undefined> {
    const found: number[] = [];
    const roots = [this.oldest(list)];
    for (let slot = roots.pop() ?? NONE; slot !== NONE; slot = roots.pop() ?? NONE) {
      found.push(slot);
      for (let child = this.#at(this.#child, slot); child !== NONE; child = this.#at(this.#sibling, child))
        roots.push(child);
    }
    yield* found.sort((a, b) => (this.#arrival[a] ?? 0) - (this.#arrival[b] ?? 0));
  }

  #at(links: Int32Array, slot: number): number {
    return links[slot] ?? NONE;
  }

  #detach(slot: number): void {
    this.#sibling[slot] = NONE;
    this.#before[slot] = NONE;
  }

  /** Makes the later of two roots the first child of the earlier one. */
  #meld(a: number, b: number): number {
    if (a === NONE) return b;
    if (b === NONE) return a;
    const parent = (this.#arrival[a] ?? 0) <= (this.#arrival[b] ?? 0) ? a : b;
    const child = parent === a ? b : a;
    const first = this.#at(this.#child, parent);
    this.#sibling[child] = first;
    this.#before[child] = parent;
    if (first !== NONE) this.#before[first] = child;
    this.#child[parent] = child;
    return parent;
  }

  /** Two passes: pairs from the left, then all pairs from the right. Without recursion: a heap may be one long row. */
  #meldSiblings(first: number): number {
    const pairs: number[] = [];
    for (let slot = first; slot !== NONE; ) {
      const partner = this.#at(this.#sibling, slot);
      const next = partner === NONE ? NONE : this.#at(this.#sibling, partner);
      this.#detach(slot);
      if (partner !== NONE) this.#detach(partner);
      pairs.push(this.#meld(slot, partner));
      slot = next;
    }
    let root = NONE;
    for (let i = pairs.length - 1; i >= 0; i -= 1) root = this.#meld(root, pairs[i] ?? NONE);
    return root;
  }
}
