/** Stands for "no slot" wherever a slot number is expected. */
export const NONE = -1;

/**
 * Many lists of slots (small whole numbers that stand for cache entries), each with an order of its own.
 *
 * A slot is in one list at a time. Two implementations: {@link SlotLists} orders by recency of use,
 * {@link InsertionOrder} by the time a slot came into the cache.
 */
export interface SlotOrder {
  /** Tells that a slot now stands for a new entry. */
  enter(slot: number): void;
  /** Starts an empty list and answers its number. */
  open(): number;
  /** Gives an empty list's number back. */
  close(list: number): void;
  /** Puts a slot, that is in no list, into a list. */
  add(list: number, slot: number): void;
  /** Takes a slot out of the list it is in. */
  remove(list: number, slot: number): void;
  /**
   * Takes neighbours out of the list they are in, from `first` to `last`, and makes them the newest of another list or
   * of the same. A slot alone is its own neighbour; for more, see {@link endOfRun}.
   */
  move(from: number, to: number, first: number, last: number): void;
  /**
   * From `start` on, which of `slots` are neighbours in the order they are given in: the index behind the last of
   * them, `limit` at most. Those are in one list, and {@link move} takes as long for all of them as for one.
   */
  endOfRun(slots: readonly number[], start: number, limit: number): number;
  /** The slot to evict first; {@link NONE} when the list is empty. */
  oldest(list: number): number;
  /** Moves every slot of `hotter` behind those of `list`, in one step, leaving `hotter` empty. */
  absorb(list: number, hotter: number): void;
  /** All slots of a list, first to evict first. */
  slots(list: number): Generator<number, void, undefined>;
}
