const SLOT_MS = 300_000;
const SLOTS = 288;
const SLOTS_OF_AN_HOUR = 12;

/** Hits and misses of five minutes: which five minutes since 1970, and how many. */
export type HitSlot = readonly [slot: number, hits: number, misses: number];

/** Hits and misses of the last day, by five minutes. */
export class HitRates {
  readonly #slots = new Float64Array(SLOTS).fill(-1);
  readonly #hits = new Float64Array(SLOTS);
  readonly #misses = new Float64Array(SLOTS);

  hit(now: number): void {
    const place = this.#placeOf(Math.floor(now / SLOT_MS));
    this.#hits[place] = (this.#hits[place] ?? 0) + 1;
  }

  miss(now: number): void {
    const place = this.#placeOf(Math.floor(now / SLOT_MS));
    this.#misses[place] = (this.#misses[place] ?? 0) + 1;
  }

  /** Share of hits in the last hour, from 0 to 1; undefined when nothing was asked for. */
  lastHour(now: number): number | undefined {
    return this.#rate(now, SLOTS_OF_AN_HOUR);
  }

  /** Share of hits in the last day, from 0 to 1; undefined when nothing was asked for. */
  lastDay(now: number): number | undefined {
    return this.#rate(now, SLOTS);
  }

  /** What was counted, for {@link restore}. */
  slots(): HitSlot[] {
    const all: HitSlot[] = [];
    for (const [place, slot] of this.#slots.entries()) {
      if (slot >= 0) all.push([slot, this.#hits[place] ?? 0, this.#misses[place] ?? 0]);
    }
    return all;
  }

  /** Adds what an earlier run counted. */
  restore(slots: readonly HitSlot[], now: number): void {
    const newest = Math.floor(now / SLOT_MS);
    for (const [slot, hits, misses] of slots) {
      if (slot > newest || slot <= newest - SLOTS) continue;
      const place = this.#placeOf(slot);
      this.#hits[place] = (this.#hits[place] ?? 0) + hits;
      this.#misses[place] = (this.#misses[place] ?? 0) + misses;
    }
  }

  #placeOf(slot: number): number {
    const place = slot % SLOTS;
    if (this.#slots[place] !== slot) {
      this.#slots[place] = slot;
      this.#hits[place] = 0;
      this.#misses[place] = 0;
    }
    return place;
  }

  #rate(now: number, slots: number): number | undefined {
    const newest = Math.floor(now / SLOT_MS);
    let hits = 0;
    let misses = 0;
    for (const [place, slot] of this.#slots.entries()) {
      if (slot > newest || slot <= newest - slots) continue;
      hits += this.#hits[place] ?? 0;
      misses += this.#misses[place] ?? 0;
    }
    return rateOf(hits, misses);
  }
}

/** Share of hits, from 0 to 1; undefined when there is nothing to share. */
export function rateOf(hits: number, misses: number): number | undefined {
  return hits + misses === 0 ? undefined : hits / (hits + misses);
}
