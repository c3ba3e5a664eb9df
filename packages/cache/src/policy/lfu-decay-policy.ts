import { AgedCounts } from './aged-counts.ts';
import { FrequencyBuckets, HELD, LOOSE, PINNED, type Rank } from './frequency-buckets.ts';
import { GhostList } from './ghost-list.ts';
import { InsertionOrder } from './insertion-order.ts';
import type { LfuDecaySettings } from './lfu-decay-options.ts';
import { SlotLists } from './slot-lists.ts';
import { NONE, type SlotOrder } from './slot-order.ts';
import type { RankedSlot, Ranking, SlotOwner } from './slot-owner.ts';
import { SlotQueue } from './slot-queue.ts';
import { grownUint8 } from './typed-arrays.ts';

/** Where a slot is: below {@link WINDOW} in the main part, with that rank. */
const WINDOW = 3;
const GHOST = 4;
const NOWHERE = 5;

/**
 * Least frequently used with decay, a window for newcomers and a memory of evicted keys, over slot numbers.
 *
 * - A newcomer starts in the *window*, an LRU list. What leaves it enters the main part only if it was used more
 *   often than the main part's victim, so a scan passes through without harm.
 * - The *main* part is ranked by {@link FrequencyBuckets}.
 * - Evicted slots stay as *ghosts* with their count for a while. One that comes back goes straight to the main part
 *   with `2 + floor(count × factor^decays since)`.
 * - When `hits >= threshold`, before a use is counted, every count becomes `floor(count × factor)`.
 *
 * It knows neither keys nor values: `LfuDecayCache` and the track registry of `HyperCache` keep those.
 */
export class LfuDecayPolicy {
  readonly #settings: LfuDecaySettings;
  readonly #owner: SlotOwner;
  readonly #lists = new SlotLists();
  readonly #order: SlotOrder;
  readonly #main: FrequencyBuckets;
  readonly #window: SlotQueue;
  readonly #ghosts: GhostList;
  /** Counts of slots in the window and of ghosts. */
  readonly #counts: AgedCounts;
  #places: Uint8Array = new Uint8Array(0);
  #held: Uint8Array = new Uint8Array(0);
  #capacity = 0;
  #threshold = 1;
  #windowRoom = 0;
  #mainRoom = 0;
  #ghostRoom = 0;
  #newcomers = 0;
  #size = 0;
  #hits = 0;
  #decays = 0;

  constructor(settings: LfuDecaySettings, owner: SlotOwner) {
    this.#settings = settings;
    this.#owner = owner;
    this.#order = settings.tieBreak === 'recency' ? this.#lists : new InsertionOrder();
    this.#main = new FrequencyBuckets(this.#order);
    this.#counts = new AgedCounts(settings.factor);
    this.#window = new SlotQueue(this.#lists);
    this.#ghosts = new GhostList(this.#lists, this.#counts);
    this.#setCapacity(settings.capacity);
  }

  get capacity(): number {
    return this.#capacity;
  }

  /** Entries: the window and the main part. */
  get size(): number {
    return this.#size;
  }

  /** Decay passes so far. */
  get decays(): number {
    return this.#decays;
  }

  /** See {@link FrequencyBuckets.steps}. */
  get steps(): number {
    return this.#main.steps;
  }

  isResident(slot: number): boolean {
    return this.#places[slot] !== GHOST;
  }

  /** How often an entry was used, decays included. */
  countOf(slot: number): number {
    return this.#rankOf(slot) === undefined ? this.#counts.current(slot, this.#decays) : this.#main.countOf(slot);
  }

  /** Counts a use. Answers false, and counts nothing, for a ghost. */
  touch(slot: number): boolean {
    const place = this.#places[slot];
    if (place === GHOST) return false;
    this.#hits += 1;
    if (this.#hits >= this.#threshold) this.#decay();
    if (place === LOOSE || place === HELD || place === PINNED) this.#main.touch(slot, place);
    else {
      this.#counts.write(slot, this.countOf(slot) + 1, this.#decays);
      this.#window.renew(slot);
    }
    return true;
  }

  /** A slot for a new entry, with room made for it first. Not for a capacity of 0. */
  insert(): number {
    this.#makeRoom();
    const slot = this.#allocate();
    if (this.#windowRoom > 0) this.#enterWindow(slot, 1);
    else this.#enterMain(slot, 1);
    return slot;
  }

  /** Makes a ghost an entry again. */
  revive(slot: number): void {
    this.#leaveGhosts(slot);
    const count = this.#ghosts.countOnReturn(slot, this.#decays);
    if (this.#mainRoom === 0) this.#makeRoom();
    else while (this.#size >= this.#capacity) this.evictOne();
    this.#order.enter(slot);
    this.#held[slot] = 0;
    if (this.#mainRoom > 0) this.#enterMain(slot, count);
    else this.#enterWindow(slot, count);
  }

  /** Forgets an entry or a ghost, without telling the owner. */
  remove(slot: number): void {
    if (this.#places[slot] === GHOST) this.#leaveGhosts(slot);
    else this.#leave(slot);
    this.#release(slot);
  }

  /** Of entries used equally often, those that are held are evicted last. */
  hold(slot: number, held: boolean): void {
    this.#held[slot] = held ? 1 : 0;
    if (this.#places[slot] !== PINNED) this.#move(slot, held ? HELD : LOOSE);
  }

  /** Keeps an entry from being evicted until {@link unpin}. No more at once than {@link reserve} was told. */
  pin(slot: number): void {
    // The newest of the window are safe, because the window has room for all that are pinned.
    if (this.#places[slot] === WINDOW) this.#window.renew(slot);
    else this.#move(slot, PINNED);
  }

  unpin(slot: number): void {
    this.#move(slot, this.#held[slot] === 1 ? HELD : LOOSE);
  }

  /** Makes the window large enough for `newcomers` at once. It is never smaller than its share of the capacity. */
  reserve(newcomers: number): void {
    const share = this.#settings.windowRoom(this.#capacity);
    this.#newcomers = newcomers;
    this.#windowRoom = share === 0 ? 0 : Math.min(this.#capacity, Math.max(share, newcomers));
    this.#mainRoom = this.#capacity - this.#windowRoom;
  }

  /** Evicts the entry that is worth least. Answers false when none may go. */
  evictOne(): boolean {
    // The window's share of what is there: a cache that is full by bytes has fewer entries than its capacity.
    if (this.#window.size > Math.max(this.#settings.windowRoom(this.#size), this.#newcomers)) {
      this.#contest();
      return true;
    }
    const victim = this.#main.victim();
    const slot = victim === NONE ? this.#window.oldest() : victim;
    if (slot === NONE) return false;
    this.#evict(slot, this.countOf(slot));
    return true;
  }

  /** Forgets the key that was evicted longest ago. Answers false when there is none. */
  forgetOne(): boolean {
    const slot = this.#ghosts.oldest();
    if (slot === NONE) return false;
    this.#leaveGhosts(slot);
    this.#release(slot);
    this.#owner.forgotten(slot);
    return true;
  }

  /** Changes the capacity. What is worth most stays, with its counts. */
  resize(capacity: number): void {
    if (capacity === this.#capacity) return;
    this.#setCapacity(capacity);
    while (this.#window.size > this.#windowRoom) this.#leaveWindow();
    while (this.#size > capacity && this.evictOne());
    while (this.#ghosts.size > this.#ghostRoom) this.forgetOne();
  }

  /** Where every slot is. Looking changes nothing. */
  ranking(): Ranking {
    const rank = (slot: number): RankedSlot => ({ slot, count: this.countOf(slot), age: 0 });
    return {
      main: Array.from(this.#main.slots(), rank),
      window: Array.from(this.#window.slots(), rank),
      ghosts: this.#ghosts.ranked(this.#decays),
      hits: this.#hits,
      newcomers: this.#newcomers,
    };
  }

  /** Puts a slot back where {@link ranking} found it. Each part must come in the order of the ranking. */
  restore(where: 'main' | 'window' | 'ghosts', count: number, held: boolean, age: number): number {
    const slot = this.#allocate();
    this.#held[slot] = held ? 1 : 0;
    if (where === 'main') this.#enterMain(slot, count);
    else if (where === 'window') this.#enterWindow(slot, count);
    else this.#enterGhosts(slot, count, this.#decays - age);
    return slot;
  }

  /** Sets the number of hits since the last decay. */
  restoreHits(hits: number): void {
    this.#hits = hits;
  }

  /** Undefined for a slot that is not in the main part. */
  #rankOf(slot: number): Rank | undefined {
    const place = this.#places[slot];
    return place === LOOSE || place === HELD || place === PINNED ? place : undefined;
  }

  #move(slot: number, rank: Rank): void {
    const from = this.#rankOf(slot);
    if (from === undefined || from === rank) return;
    this.#places[slot] = rank;
    this.#main.move(slot, from, rank);
  }

  #setCapacity(capacity: number): void {
    this.#capacity = capacity;
    this.#threshold = this.#settings.threshold(capacity);
    this.#ghostRoom = this.#settings.ghostRoom(capacity);
    this.reserve(0);
  }

  #decay(): void {
    this.#hits = 0;
    this.#decays += 1;
    this.#main.decay(this.#settings.factor);
  }

  #makeRoom(): void {
    while (this.#windowRoom > 0 && this.#window.size >= this.#windowRoom) this.#leaveWindow();
    while (this.#size >= this.#capacity && this.evictOne());
  }

  #leaveWindow(): void {
    if (this.#size - this.#window.size >= this.#mainRoom) this.#contest();
    else this.#promote(this.#window.oldest());
  }

  /** The oldest of the window against the victim of the main part: one of them is evicted, the other is in main. */
  #contest(): void {
    const candidate = this.#window.oldest();
    const victim = this.#main.victim();
    const count = this.#counts.current(candidate, this.#decays);
    const wins = victim !== NONE && this.#beats(candidate, count, victim);
    this.#evict(wins ? victim : candidate, wins ? this.#main.countOf(victim) : count);
    if (wins) this.#promote(candidate);
  }

  #beats(candidate: number, count: number, victim: number): boolean {
    const lead = count - this.#main.countOf(victim);
    return lead > 0 || (lead === 0 && this.#held[candidate] === 1 && this.#held[victim] === 0);
  }

  #promote(slot: number): void {
    const count = this.countOf(slot);
    this.#leave(slot);
    this.#enterMain(slot, count);
  }

  #evict(slot: number, count: number): void {
    this.#leave(slot);
    this.#owner.evicted(slot);
    this.#enterGhosts(slot, count, this.#decays);
    while (this.#ghosts.size > this.#ghostRoom) this.forgetOne();
  }

  #allocate(): number {
    const slot = this.#lists.allocate();
    if (slot >= this.#places.length) {
      this.#places = grownUint8(this.#places, slot);
      this.#held = grownUint8(this.#held, slot);
    }
    this.#held[slot] = 0;
    this.#order.enter(slot);
    return slot;
  }

  #release(slot: number): void {
    this.#places[slot] = NOWHERE;
    this.#lists.release(slot);
  }

  #enterMain(slot: number, count: number): void {
    const rank = this.#held[slot] === 1 ? HELD : LOOSE;
    this.#places[slot] = rank;
    this.#main.add(slot, count, rank);
    this.#size += 1;
  }

  #enterWindow(slot: number, count: number): void {
    this.#places[slot] = WINDOW;
    this.#counts.write(slot, count, this.#decays);
    this.#window.add(slot);
    this.#size += 1;
  }

  #enterGhosts(slot: number, count: number, decays: number): void {
    this.#places[slot] = GHOST;
    this.#ghosts.add(slot, count, decays);
  }

  #leave(slot: number): void {
    const rank = this.#rankOf(slot);
    if (rank === undefined) this.#window.remove(slot);
    else this.#main.remove(slot, rank);
    this.#places[slot] = NOWHERE;
    this.#size -= 1;
  }

  #leaveGhosts(slot: number): void {
    this.#ghosts.remove(slot);
    this.#places[slot] = NOWHERE;
  }
}
