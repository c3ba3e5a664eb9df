import { NONE, type SlotOrder } from './slot-order.ts';

/** Which list of its bucket a slot is in: loose slots are evicted first, pinned ones never. */
export const LOOSE = 0;
export const HELD = 1;
export const PINNED = 2;

/** See {@link LOOSE}, {@link HELD}, {@link PINNED}. */
export type Rank = typeof LOOSE | typeof HELD | typeof PINNED;

/** The slots that were used equally often. */
class Bucket {
  /** Whole numbers only: they stay unboxed, which an infinity at the end of the chain would undo for all. */
  count = -1;
  size = 0;
  lower: Bucket = this;
  higher: Bucket = this;
  /** The bucket this one was poured into by a decay; itself while it lives. */
  forward: Bucket = this;
  readonly loose: number;
  held: number = NONE;
  pinned: number = NONE;

  constructor(loose: number) {
    this.loose = loose;
  }
}

/**
 * Slots by how often they were used: a chain of buckets with rising counts, each with its slots in order.
 *
 * A decay changes the count of each *bucket*; those that become equal are poured together in one step, and the
 * emptied one forwards to the survivor. A slot finds its bucket through these forwards and shortens the way for
 * the next time (union-find with path compression), so no entry is ever swept. Distinct counts are at most
 * `sqrt(2 × the sum of all counts)`, which makes a decay rare and short.
 */
export class FrequencyBuckets {
  readonly #order: SlotOrder;
  /** Both ends of the chain: above the highest count and below the lowest. */
  readonly #end = new Bucket(NONE);
  /** No bucket below this one has a loose or held slot: the search for a victim starts here. */
  #floor: Bucket = this.#end;
  readonly #buckets: Bucket[] = [];
  readonly #spare: Bucket[] = [];
  #steps = 0;

  constructor(order: SlotOrder) {
    this.#order = order;
  }

  /** Passes through loops so far. Everything outside loops is a fixed number of steps, so this is what could grow. */
  get steps(): number {
    return this.#steps;
  }

  /** How often a slot was used, decays included. */
  countOf(slot: number): number {
    return this.#bucketOf(slot).count;
  }

  /**
   * Puts a slot where its count belongs. Walks up from the lowest bucket: at most `count` steps, each paid for by
   * a use of that slot, and one or two for a newcomer.
   */
  add(slot: number, count: number, rank: Rank): void {
    let below = this.#end;
    while (below.higher !== this.#end && below.higher.count <= count) {
      below = below.higher;
      this.#steps += 1;
    }
    const bucket = below !== this.#end && below.count === count ? below : this.#insertAbove(below, count);
    this.#file(bucket, slot, rank);
    this.#lowerFloor(bucket);
  }

  /** Counts a use: moves the slot one bucket up, as its newest. */
  touch(slot: number, rank: Rank): void {
    const bucket = this.#bucketOf(slot);
    const target = this.#raise(bucket, 1);
    if (target === bucket) return;
    this.#order.move(this.#listOf(bucket, rank), this.#listOf(target, rank), slot, slot);
    this.#buckets[slot] = target;
    if (bucket.size === 0) this.#drop(bucket);
  }

  /** {@link touch} for neighbours of one rank: `slots` from `start` to before `end`. See {@link SlotOrder.endOfRun}. */
  touchRun(slots: readonly number[], start: number, end: number, rank: Rank): void {
    const first = slots[start] ?? NONE;
    const bucket = this.#bucketOf(first);
    const target = this.#raise(bucket, end - start);
    if (target === bucket) return;
    this.#order.move(this.#listOf(bucket, rank), this.#listOf(target, rank), first, slots[end - 1] ?? NONE);
    const buckets = this.#buckets;
    for (let at = start; at < end; at += 1) buckets[slots[at] ?? NONE] = target;
    if (bucket.size === 0) this.#drop(bucket);
  }

  /** Moves a slot to another list of its bucket, as its newest. The count stays. */
  move(slot: number, from: Rank, rank: Rank): void {
    const bucket = this.#bucketOf(slot);
    this.#order.move(this.#listOf(bucket, from), this.#listOf(bucket, rank), slot, slot);
    this.#lowerFloor(bucket);
  }

  remove(slot: number, rank: Rank): void {
    const bucket = this.#bucketOf(slot);
    this.#order.remove(this.#listOf(bucket, rank), slot);
    bucket.size -= 1;
    if (bucket.size === 0) this.#drop(bucket);
  }

  /** The slot to evict: lowest count, loose before held, then first in order. {@link NONE} when all are pinned. */
  victim(): number {
    for (let bucket = this.#floor; bucket !== this.#end; bucket = bucket.higher) {
      this.#floor = bucket;
      const loose = this.#order.oldest(bucket.loose);
      if (loose !== NONE) return loose;
      const held = bucket.held === NONE ? NONE : this.#order.oldest(bucket.held);
      if (held !== NONE) return held;
      this.#steps += 1;
    }
    return NONE;
  }

  /** Every count becomes `floor(count × factor)`. Slots of equal count keep their former order: hotter goes later. */
  decay(factor: number): void {
    let survivor = this.#end;
    for (let bucket = this.#end.higher; bucket !== this.#end; bucket = bucket.higher) {
      this.#steps += 1;
      const count = Math.floor(bucket.count * factor);
      if (survivor !== this.#end && survivor.count === count) this.#pour(bucket, survivor);
      else {
        bucket.count = count;
        survivor = bucket;
      }
    }
    this.#floor = this.#end.higher;
  }

  /** All slots, the highest count first; in a bucket the first to evict first, loose before held. */
  *slots(): Generator<number, void, undefined> {
    for (let bucket = this.#end.lower; bucket !== this.#end; bucket = bucket.lower) {
      for (const list of [bucket.loose, bucket.held, bucket.pinned]) if (list !== NONE) yield* this.#order.slots(list);
    }
  }

  /**
   * Takes so many slots of a bucket as used once more and answers the bucket that they belong in now: the same with a
   * higher count when nobody else is in it.
   */
  #raise(bucket: Bucket, slots: number): Bucket {
    const count = bucket.count + 1;
    const above = bucket.higher;
    if (above.count !== count && bucket.size === slots) {
      bucket.count = count;
      return bucket;
    }
    const target = above.count === count ? above : this.#insertAbove(bucket, count);
    target.size += slots;
    bucket.size -= slots;
    return target;
  }

  #lowerFloor(bucket: Bucket): void {
    if (this.#floor === this.#end || bucket.count < this.#floor.count) this.#floor = bucket;
  }

  #bucketOf(slot: number): Bucket {
    const bucket = this.#buckets[slot] ?? this.#end;
    const next = bucket.forward;
    if (next === bucket) return bucket;
    return next.forward === next ? next : this.#follow(slot, bucket);
  }

  #follow(slot: number, from: Bucket): Bucket {
    let root = from;
    while (root.forward !== root) root = root.forward;
    for (let bucket = from; bucket !== root; ) {
      const next = bucket.forward;
      bucket.forward = root;
      bucket = next;
      this.#steps += 1;
    }
    this.#buckets[slot] = root;
    return root;
  }

  #file(bucket: Bucket, slot: number, rank: Rank): void {
    this.#order.add(this.#listOf(bucket, rank), slot);
    bucket.size += 1;
    this.#buckets[slot] = bucket;
  }

  #listOf(bucket: Bucket, rank: Rank): number {
    return rank === LOOSE ? bucket.loose : this.#listOfFew(bucket, rank);
  }

  /** Lists of held and pinned slots are made when they are needed: a cache without references has none. */
  #listOfFew(bucket: Bucket, rank: Rank): number {
    if (rank === HELD) {
      if (bucket.held === NONE) bucket.held = this.#order.open();
      return bucket.held;
    }
    if (bucket.pinned === NONE) bucket.pinned = this.#order.open();
    return bucket.pinned;
  }

  #insertAbove(lower: Bucket, count: number): Bucket {
    const bucket = this.#spare.pop() ?? new Bucket(this.#order.open());
    bucket.count = count;
    bucket.lower = lower;
    bucket.higher = lower.higher;
    bucket.higher.lower = bucket;
    lower.higher = bucket;
    return bucket;
  }

  /** Nobody refers to an empty bucket, except from a slot that is in none: it serves again, with its lists. */
  #drop(bucket: Bucket): void {
    this.#unlink(bucket);
    this.#spare.push(bucket);
  }

  #unlink(bucket: Bucket): void {
    if (this.#floor === bucket) this.#floor = bucket.higher;
    bucket.lower.higher = bucket.higher;
    bucket.higher.lower = bucket.lower;
  }

  #pour(bucket: Bucket, survivor: Bucket): void {
    this.#pourList(bucket.loose, survivor, LOOSE);
    this.#pourList(bucket.held, survivor, HELD);
    this.#pourList(bucket.pinned, survivor, PINNED);
    survivor.size += bucket.size;
    this.#unlink(bucket);
    bucket.forward = survivor;
  }

  #pourList(list: number, survivor: Bucket, rank: Rank): void {
    if (list === NONE) return;
    this.#order.absorb(this.#listOf(survivor, rank), list);
    this.#order.close(list);
  }
}
