import { AgedCounts } from './aged-counts.ts';
import { DecayClock } from './decay-clock.ts';
import { Eviction } from './eviction.ts';
import { GhostList } from './ghost-list.ts';
import { InsertionOrder } from './insertion-order.ts';
import type { LfuDecaySettings } from './lfu-decay-options.ts';
import { MainPart } from './main-part.ts';
import { NewcomerWindow } from './newcomer-window.ts';
import { Rooms } from './rooms.ts';
import { SlotLists } from './slot-lists.ts';
import { NONE, type SlotOrder } from './slot-order.ts';
import type { RankedSlot, Ranking, SlotOwner } from './slot-owner.ts';
import { GHOST, isRank, isWaiting, NOWHERE, RECALLED, SlotPlaces, WINDOW } from './slot-places.ts';

/**
 * Least frequently used with decay, a window for newcomers and a memory of evicted keys, over slot numbers.
 *
 * - A newcomer starts in the *window*, an LRU list. What leaves it enters the main part only if it was used more
 *   often than the main part's victim, so a scan passes through without harm.
 * - The *main* part is ranked by {@link MainPart}.
 * - Evicted slots stay as *ghosts* with their count for a while. One that comes back goes straight to the main part
 *   with `2 + floor(count × factor^decays since)`.
 * - When `hits >= threshold`, before a use is counted, every count becomes `floor(count × factor)`.
 *
 * It knows neither keys nor values: `LfuDecayCache` and the track registry of `HyperCache` keep those.
 */
export class LfuDecayPolicy {
  readonly #settings: LfuDecaySettings;
  readonly #lists = new SlotLists();
  readonly #order: SlotOrder;
  readonly #places = new SlotPlaces();
  readonly #main: MainPart;
  readonly #window: NewcomerWindow;
  readonly #ghosts: GhostList;
  readonly #clock = new DecayClock();
  readonly #rooms: Rooms;
  readonly #eviction: Eviction;

  constructor(settings: LfuDecaySettings, owner: SlotOwner) {
    this.#settings = settings;
    this.#order = settings.tieBreak === 'recency' ? this.#lists : new InsertionOrder();
    this.#main = new MainPart(this.#order, this.#places);
    const counts = new AgedCounts(settings.factor);
    this.#window = new NewcomerWindow(this.#lists, this.#places, counts, this.#clock);
    this.#ghosts = new GhostList(this.#lists, counts);
    this.#rooms = new Rooms(settings);
    this.#clock.threshold = settings.threshold(settings.capacity);
    const parts = { lists: this.#lists, places: this.#places, main: this.#main, window: this.#window };
    this.#eviction = new Eviction({ ...parts, ghosts: this.#ghosts, rooms: this.#rooms, clock: this.#clock }, owner);
  }

  get capacity(): number {
    return this.#rooms.capacity;
  }

  /** Entries: the window and the main part. */
  get size(): number {
    return this.#window.size + this.#main.size;
  }

  /** Decay passes so far. */
  get decays(): number {
    return this.#clock.decays;
  }

  /** Passes through loops so far, see `FrequencyBuckets`. */
  get steps(): number {
    return this.#main.steps;
  }

  isResident(slot: number): boolean {
    return this.#places.placeOf(slot) !== GHOST;
  }

  /** Whether a slot was announced or recalled, and waits to be {@link put}. */
  isWaiting(slot: number): boolean {
    return isWaiting(this.#places.placeOf(slot));
  }

  /** How often an entry was used, decays included. */
  countOf(slot: number): number {
    return isRank(this.#places.placeOf(slot)) ? this.#main.countOf(slot) : this.#window.countOf(slot);
  }

  /** Counts a use. Answers false, and counts nothing, for a ghost. */
  touch(slot: number): boolean {
    const place = this.#places.placeOf(slot);
    if (place === GHOST) return false;
    this.#countHit();
    if (isRank(place)) this.#main.touch(slot, place);
    else this.#window.touch(slot);
    return true;
  }

  /**
   * Counts a use of each of these entries. Those that were used together before are neighbours in their list, and move
   * together: that is what makes an answer of twenty tracks cheap.
   */
  touchAll(slots: readonly number[]): void {
    for (let at = 0; at < slots.length; ) at = this.#touchRun(slots, at);
  }

  /** A slot for a new entry, with room made for it first. Not for a capacity of 0. */
  insert(): number {
    this.#eviction.makeRoom();
    const slot = this.#allocate();
    this.#enter(slot);
    return slot;
  }

  /** A slot for an entry that will be {@link put}, or {@link remove}d if it will not. */
  announce(): number {
    return this.#allocate();
  }

  /** Takes a ghost out of those that may be forgotten, to {@link put} it. */
  recall(slot: number): void {
    this.#ghosts.remove(slot);
    this.#places.put(slot, RECALLED);
  }

  /** Stores an entry, pinned: counts a use if it is here (then it must be pinned already), else makes room for it. */
  put(slot: number): void {
    const place = this.#places.placeOf(slot);
    if (place === NOWHERE) {
      this.#eviction.makeRoom();
      this.#enter(slot);
      // In the window the newest are safe as they are.
      if (this.#rooms.window === 0) this.pin(slot);
    } else if (place === RECALLED) {
      this.#return(slot);
      this.pin(slot);
    } else this.touch(slot);
  }

  /** Makes a ghost an entry again. */
  revive(slot: number): void {
    this.recall(slot);
    this.#return(slot);
  }

  /** Forgets a slot, whatever it stands for, without telling the owner. */
  remove(slot: number): void {
    const place = this.#places.placeOf(slot);
    if (isRank(place)) this.#main.remove(slot, place);
    else if (place === WINDOW) this.#window.queue.remove(slot);
    else if (place === GHOST) this.#ghosts.remove(slot);
    this.#release(slot);
  }

  /** Of entries used equally often, those that are held are evicted last. */
  hold(slot: number, held: boolean): void {
    this.#places.setHeld(slot, held);
    this.#main.rerank(slot);
  }

  /** Keeps an entry from being evicted until {@link unpin}. No more at once than {@link reserve} was told. */
  pin(slot: number): void {
    // The newest of the window are safe, because the window has room for all that are pinned.
    if (this.#places.placeOf(slot) === WINDOW) this.#window.queue.renew(slot);
    else this.#main.pin(slot);
  }

  unpin(slot: number): void {
    this.#main.unpin(slot);
  }

  /** See {@link Rooms.reserve}. */
  reserve(newcomers: number): void {
    this.#rooms.reserve(newcomers);
  }

  /** Evicts the entry that is worth least. Answers false when none may go. */
  evictOne(): boolean {
    return this.#eviction.evictOne();
  }

  /** Forgets the key that was evicted longest ago. Answers false when there is none. */
  forgetOne(): boolean {
    return this.#eviction.forgetOne();
  }

  /** Changes the capacity. What is worth most stays, with its counts. */
  resize(capacity: number): void {
    if (capacity === this.capacity) return;
    this.#rooms.resize(capacity);
    this.#clock.threshold = this.#settings.threshold(capacity);
    this.#eviction.trim();
  }

  /** Where every slot is. Looking changes nothing. */
  ranking(): Ranking {
    const rank = (slot: number): RankedSlot => ({ slot, count: this.countOf(slot), age: 0 });
    return {
      main: Array.from(this.#main.slots(), rank),
      window: Array.from(this.#window.queue.slots(), rank),
      ghosts: this.#ghosts.ranked(this.#clock.decays),
      hits: this.#clock.hits,
      newcomers: this.#rooms.newcomers,
    };
  }

  /** Puts a slot back where {@link ranking} found it. Each part must come in the order of the ranking. */
  restore(where: 'main' | 'window' | 'ghosts', count: number, held: boolean, age: number): number {
    const slot = this.#allocate();
    this.#places.setHeld(slot, held);
    if (where === 'main') this.#main.add(slot, count);
    else if (where === 'window') this.#window.add(slot, count);
    else {
      this.#ghosts.add(slot, count, this.#clock.decays - age);
      this.#places.put(slot, GHOST);
    }
    return slot;
  }

  /** Sets the number of hits since the last decay. */
  restoreHits(hits: number): void {
    this.#clock.hits = hits;
  }

  /** Lets in what was a ghost, with what is left of its count. */
  #return(slot: number): void {
    const count = this.#ghosts.countOnReturn(slot, this.#clock.decays);
    if (this.#rooms.main === 0) this.#eviction.makeRoom();
    else while (this.size >= this.#rooms.capacity) this.#eviction.evictOne();
    this.#order.enter(slot);
    this.#places.setHeld(slot, false);
    if (this.#rooms.main > 0) this.#main.add(slot, count);
    else this.#window.add(slot, count);
  }

  /** Lets in what was not known. */
  #enter(slot: number): void {
    if (this.#rooms.window > 0) this.#window.add(slot, 1);
    else this.#main.add(slot, 1);
  }

  #countHit(): void {
    if (this.#clock.countHit()) this.#main.decay(this.#settings.factor);
  }

  /** Counts a use of the entry at `start` and of those behind it that can move with it. Answers where they end. */
  #touchRun(slots: readonly number[], start: number): number {
    const slot = slots[start] ?? NONE;
    this.#countHit();
    const place = this.#places.placeOf(slot);
    if (!isRank(place)) {
      this.#window.touch(slot);
      return start + 1;
    }
    // The hit that brings the next decay starts a run of its own: the decay comes before it is counted.
    const limit = Math.min(slots.length, start + 1 + this.#clock.hitsLeft);
    const end = this.#order.endOfRun(slots, start, limit);
    this.#clock.hits += end - start - 1;
    this.#main.touchRun(slots, start, end, place);
    return end;
  }

  #allocate(): number {
    const slot = this.#lists.allocate();
    this.#places.enter(slot);
    this.#order.enter(slot);
    return slot;
  }

  #release(slot: number): void {
    this.#places.put(slot, NOWHERE);
    this.#lists.release(slot);
  }
}
