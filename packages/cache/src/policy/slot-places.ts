import { HELD, LOOSE, type Rank } from './frequency-buckets.ts';
import { grownUint8 } from './typed-arrays.ts';

/** Where a slot is: below {@link WINDOW} in the main part, with that rank. */
export const WINDOW = 3;
export const GHOST = 4;
/** Not known before, and on its way in. */
export const NOWHERE = 5;
/** A ghost until now, and on its way in. */
export const RECALLED = 6;

/** Behind the bits of the place. */
const HELD_BIT = 8;
const PLACE_BITS = HELD_BIT - 1;

/** Where each slot is, and whether somebody refers to it: one byte a slot. */
export class SlotPlaces {
  #records: Uint8Array = new Uint8Array(0);

  /** Makes room for a slot, which is nowhere and held by nobody. */
  enter(slot: number): void {
    if (slot >= this.#records.length) this.#records = grownUint8(this.#records, slot);
    this.#records[slot] = NOWHERE;
  }

  placeOf(slot: number): number {
    return (this.#records[slot] ?? NOWHERE) & PLACE_BITS;
  }

  /** Moves a slot; who refers to it stays the same. */
  put(slot: number, place: number): void {
    this.#records[slot] = ((this.#records[slot] ?? 0) & HELD_BIT) | place;
  }

  isHeld(slot: number): boolean {
    return ((this.#records[slot] ?? 0) & HELD_BIT) !== 0;
  }

  setHeld(slot: number, held: boolean): void {
    const place = (this.#records[slot] ?? NOWHERE) & PLACE_BITS;
    this.#records[slot] = held ? place | HELD_BIT : place;
  }

  /** The rank that a slot has in the main part while it is not pinned. */
  rankOf(slot: number): Rank {
    return this.isHeld(slot) ? HELD : LOOSE;
  }
}

/** Whether a place is in the main part, and so is a rank. */
export function isRank(place: number): place is Rank {
  return place < WINDOW;
}

/** Whether a place is that of a slot on its way in. */
export function isWaiting(place: number): boolean {
  return place >= NOWHERE;
}
