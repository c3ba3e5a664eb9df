import { endOf, type SoundUnit } from '../media/sound-unit.ts';

/** The pieces of a track around the place where it is played: those to come, and those that may be played again. */
export class UnitHistory {
  #units: SoundUnit[] = [];
  /** Index of the next unit to be played. */
  next = 0;

  /** Pieces that were not played yet. */
  get ahead(): number {
    return this.#units.length - this.next;
  }

  push(units: readonly SoundUnit[]): void {
    this.#units.push(...units);
  }

  clear(): void {
    this.#units = [];
    this.next = 0;
  }

  at(index: number): SoundUnit | undefined {
    return this.#units[index];
  }

  /** The next unit, which is played by that. */
  take(): SoundUnit | undefined {
    const unit = this.#units[this.next];
    if (unit !== undefined) this.next += 1;
    return unit;
  }

  /** Index of the first unit that ends after a place; the number of units when none does. */
  find(place: number): number {
    const found = this.#units.findIndex((unit) => endOf(unit) > place);
    return found === -1 ? this.#units.length : found;
  }

  /** Forgets played units that end before a place. */
  forget(place: number): void {
    const keep = Math.min(this.find(place), this.next);
    if (keep === 0) return;
    this.#units.splice(0, keep);
    this.next -= keep;
  }
}
