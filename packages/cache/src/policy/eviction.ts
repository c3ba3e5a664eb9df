import type { DecayClock } from './decay-clock.ts';
import type { GhostList } from './ghost-list.ts';
import type { MainPart } from './main-part.ts';
import type { NewcomerWindow } from './newcomer-window.ts';
import type { Rooms } from './rooms.ts';
import type { SlotLists } from './slot-lists.ts';
import { NONE } from './slot-order.ts';
import type { SlotOwner } from './slot-owner.ts';
import { GHOST, NOWHERE, type SlotPlaces } from './slot-places.ts';

/** What an eviction moves slots between. */
export interface Parts {
  readonly lists: SlotLists;
  readonly places: SlotPlaces;
  readonly main: MainPart;
  readonly window: NewcomerWindow;
  readonly ghosts: GhostList;
  readonly rooms: Rooms;
  readonly clock: DecayClock;
}

/** Decides who has to go, and tells the owner. */
export class Eviction {
  readonly #owner: SlotOwner;
  readonly #lists: SlotLists;
  readonly #places: SlotPlaces;
  readonly #main: MainPart;
  readonly #window: NewcomerWindow;
  readonly #ghosts: GhostList;
  readonly #rooms: Rooms;
  readonly #clock: DecayClock;

  constructor(parts: Parts, owner: SlotOwner) {
    this.#owner = owner;
    this.#lists = parts.lists;
    this.#places = parts.places;
    this.#main = parts.main;
    this.#window = parts.window;
    this.#ghosts = parts.ghosts;
    this.#rooms = parts.rooms;
    this.#clock = parts.clock;
  }

  /** Evicts the entry that is worth least. Answers false when none may go. */
  evictOne(): boolean {
    if (this.#window.size > this.#rooms.windowOf(this.#size)) {
      this.#contest();
      return true;
    }
    const victim = this.#main.victim();
    if (victim !== NONE) {
      this.#evictFromMain(victim);
      return true;
    }
    const oldest = this.#window.queue.oldest();
    if (oldest === NONE) return false;
    this.#evictFromWindow(oldest, this.#window.countOf(oldest));
    return true;
  }

  /** Forgets the key that was evicted longest ago. Answers false when there is none. */
  forgetOne(): boolean {
    const slot = this.#ghosts.oldest();
    if (slot === NONE) return false;
    this.#ghosts.remove(slot);
    this.#places.put(slot, NOWHERE);
    this.#lists.release(slot);
    this.#owner.forgotten(slot);
    return true;
  }

  /** Evicts and forgets what is too much for a smaller capacity. */
  trim(): void {
    while (this.#window.size > this.#rooms.window) this.#leaveWindow();
    while (this.#size > this.#rooms.capacity && this.evictOne());
    while (this.#ghosts.size > this.#rooms.ghosts) this.forgetOne();
  }

  /** Makes room for a newcomer: first in the window, where it enters. */
  makeRoom(): void {
    while (this.#rooms.window > 0 && this.#window.size >= this.#rooms.window) this.#leaveWindow();
    while (this.#size >= this.#rooms.capacity && this.evictOne());
  }

  #leaveWindow(): void {
    if (this.#main.size >= this.#rooms.main) this.#contest();
    else this.#promote(this.#window.queue.oldest());
  }

  /** The oldest of the window against the victim of the main part: one of them is evicted, the other is in main. */
  #contest(): void {
    const candidate = this.#window.queue.oldest();
    const victim = this.#main.victim();
    const count = this.#window.countOf(candidate);
    if (victim !== NONE && this.#main.losesTo(candidate, count, victim)) {
      this.#evictFromMain(victim);
      this.#promote(candidate);
    } else this.#evictFromWindow(candidate, count);
  }

  #promote(slot: number): void {
    const count = this.#window.countOf(slot);
    this.#window.queue.remove(slot);
    this.#main.add(slot, count);
  }

  #evictFromMain(slot: number): void {
    const count = this.#main.countOf(slot);
    this.#main.remove(slot, this.#places.rankOf(slot));
    this.#ghosts.add(slot, count, this.#clock.decays);
    this.#afterEviction(slot);
  }

  #evictFromWindow(slot: number, count: number): void {
    this.#ghosts.receive(slot, this.#window.queue, count, this.#clock.decays);
    this.#afterEviction(slot);
  }

  #afterEviction(slot: number): void {
    this.#places.put(slot, GHOST);
    this.#owner.evicted(slot);
    while (this.#ghosts.size > this.#rooms.ghosts) this.forgetOne();
  }

  get #size(): number {
    return this.#window.size + this.#main.size;
  }
}
