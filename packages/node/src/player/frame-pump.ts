import type { Cancel, Clock } from '@reprise/clock';
import { FRAME_MS } from './playback-clock.ts';

/** Frames that are made up for when the process was held up. More than that is not sped up but left out. */
const MOST_MADE_UP = 5;

/** Has its turn every 20 ms. */
export interface Beaten {
  beat(): void;
}

/** The beat of all players of a node: one timer, whose delays do not add up. It stands still while nobody plays. */
export class FramePump {
  readonly #clock: Clock;
  readonly #beaten = new Set<Beaten>();
  #cancel: Cancel | undefined;
  #dueAt = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Gives turns from now on. */
  add(beaten: Beaten): void {
    this.#beaten.add(beaten);
    if (this.#cancel !== undefined) return;
    this.#dueAt = this.#clock.now() + FRAME_MS;
    this.#wait();
  }

  /** Gives no turns any more. */
  delete(beaten: Beaten): void {
    this.#beaten.delete(beaten);
    if (this.#beaten.size > 0) return;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #wait(): void {
    this.#cancel = this.#clock.after(Math.max(0, this.#dueAt - this.#clock.now()), () => this.#turn());
  }

  #turn(): void {
    const now = this.#clock.now();
    this.#dueAt = Math.max(this.#dueAt, now - MOST_MADE_UP * FRAME_MS);
    for (; this.#dueAt <= now; this.#dueAt += FRAME_MS) for (const beaten of this.#beaten) beaten.beat();
    if (this.#beaten.size > 0) this.#wait();
    else this.#cancel = undefined;
  }
}
