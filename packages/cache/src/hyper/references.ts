import { NONE } from '../policy/slot-order.ts';
import { grownInt32 } from '../policy/typed-arrays.ts';

/** Fields of a reference: neighbours in one array, so that adding and removing it stays on one cache line. */
const TRACK = 0;
const QUERY = 1;
/** The next reference of the same query; of one that is unused, the next unused one. */
const SIBLING = 2;
/** The references to the same track before and behind this one. */
const BEFORE = 3;
const BEHIND = 4;
const FIELDS = 5;

/**
 * Which query (by its slot) refers to which track (by its slot): for each track a list of references, for each query a
 * chain. Every operation is one step a reference, so a track that ten thousand queries share costs no more than any
 * other, and a reference is twenty bytes.
 */
export class References {
  #records: Int32Array = new Int32Array(0);
  /** For each track its newest reference, plus one: 0 stands for none, which is what a new array is full of. */
  #newest: Int32Array = new Int32Array(0);
  #used = 0;
  #unused: number = NONE;

  /** Whether anybody refers to a track. */
  has(track: number): boolean {
    return (this.#newest[track] ?? 0) !== 0;
  }

  /** The slot of one of the queries that refer to a track; `NONE` when there is none. */
  anyReferrer(track: number): number {
    const newest = (this.#newest[track] ?? 0) - 1;
    return newest === NONE ? NONE : this.#field(newest, QUERY);
  }

  /** Adds a reference in front of a query's chain, which starts at `chain` or is `NONE`. Answers its new start. */
  add(track: number, query: number, chain: number): number {
    const reference = this.#allocate();
    if (track >= this.#newest.length) this.#newest = grownInt32(this.#newest, track);
    const behind = (this.#newest[track] ?? 0) - 1;
    const records = this.#records;
    records[reference + TRACK] = track;
    records[reference + QUERY] = query;
    records[reference + SIBLING] = chain;
    records[reference + BEFORE] = NONE;
    records[reference + BEHIND] = behind;
    if (behind !== NONE) records[behind + BEFORE] = reference;
    this.#newest[track] = reference + 1;
    return reference;
  }

  trackOf(reference: number): number {
    return this.#field(reference, TRACK);
  }

  /** Removes a reference and answers the next of its query; `NONE` behind the last. */
  remove(reference: number): number {
    const records = this.#records;
    const before = this.#field(reference, BEFORE);
    const behind = this.#field(reference, BEHIND);
    if (behind !== NONE) records[behind + BEFORE] = before;
    if (before !== NONE) records[before + BEHIND] = behind;
    else this.#newest[this.#field(reference, TRACK)] = behind + 1;
    const sibling = this.#field(reference, SIBLING);
    records[reference + SIBLING] = this.#unused;
    this.#unused = reference;
    return sibling;
  }

  #field(reference: number, field: number): number {
    return this.#records[reference + field] ?? NONE;
  }

  #allocate(): number {
    const reference = this.#unused;
    if (reference !== NONE) {
      this.#unused = this.#field(reference, SIBLING);
      return reference;
    }
    const start = this.#used;
    this.#used += FIELDS;
    this.#records = grownInt32(this.#records, this.#used - 1);
    return start;
  }
}
