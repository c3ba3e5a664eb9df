import { SlotLists } from '../policy/slot-lists.ts';
import { NONE } from '../policy/slot-order.ts';

/**
 * Who refers to which track: a list of referrers for each track slot. Every operation is one step, so a track that
 * ten thousand queries share costs no more than any other.
 */
export class References<R> {
  readonly #lists = new SlotLists();
  /** The list of a track slot, while somebody refers to it. */
  readonly #listOf: (number | undefined)[] = [];
  readonly #referrers: (R | undefined)[] = [];
  readonly #trackOf: (number | undefined)[] = [];

  /** Whether anybody refers to a track. */
  has(track: number): boolean {
    return this.#listOf[track] !== undefined;
  }

  /** Adds a reference and answers its number. */
  add(track: number, referrer: R): number {
    let list = this.#listOf[track];
    if (list === undefined) {
      list = this.#lists.open();
      this.#listOf[track] = list;
    }
    const reference = this.#lists.allocate();
    this.#lists.add(list, reference);
    this.#referrers[reference] = referrer;
    this.#trackOf[reference] = track;
    return reference;
  }

  /** Removes a reference by its number. Answers whether nobody refers to the track any more. */
  remove(reference: number): boolean {
    const track = this.#trackOf[reference];
    const list = track === undefined ? undefined : this.#listOf[track];
    if (track === undefined || list === undefined) return false;
    this.#lists.remove(list, reference);
    this.#lists.release(reference);
    this.#referrers[reference] = undefined;
    this.#trackOf[reference] = undefined;
    if (this.#lists.oldest(list) !== NONE) return false;
    this.#lists.close(list);
    this.#listOf[track] = undefined;
    return true;
  }

  /** One of those who refer to a track; undefined when there is none. */
  anyReferrer(track: number): R | undefined {
    const list = this.#listOf[track];
    return list === undefined ? undefined : this.#referrers[this.#lists.oldest(list)];
  }
}
