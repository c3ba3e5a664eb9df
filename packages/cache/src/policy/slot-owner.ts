/** Keeps keys and values by slot, and is told when the policy lets go of one. */
export interface SlotOwner {
  /** The entry is no longer in the cache. Its key may be remembered still. */
  evicted(slot: number): void;
  /** Nothing is known of the key any more: the slot will stand for another one. */
  forgotten(slot: number): void;
}

/** A slot with its use count, and for a ghost the decays since its count was written. */
export interface RankedSlot {
  readonly slot: number;
  readonly count: number;
  readonly age: number;
}

/** Everything a policy knows. */
export interface Ranking {
  /** The highest count first; within a count the first to evict first, loose before held. */
  readonly main: readonly RankedSlot[];
  /** From the oldest to the newest. */
  readonly window: readonly RankedSlot[];
  /** From the one evicted first to the one evicted last. */
  readonly ghosts: readonly RankedSlot[];
  /** Hits since the last decay. */
  readonly hits: number;
  /** Room that the last put asked for. */
  readonly newcomers: number;
}
