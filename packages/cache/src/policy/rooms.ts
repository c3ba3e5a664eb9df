import type { LfuDecaySettings } from './lfu-decay-options.ts';

/** How many slots each part may have. */
export class Rooms {
  capacity = 0;
  window = 0;
  main = 0;
  ghosts = 0;
  /** How many come at once. */
  newcomers = 0;
  readonly #settings: LfuDecaySettings;

  constructor(settings: LfuDecaySettings) {
    this.#settings = settings;
    this.resize(settings.capacity);
  }

  resize(capacity: number): void {
    this.capacity = capacity;
    this.ghosts = this.#settings.ghostRoom(capacity);
    this.reserve(0);
  }

  /** Makes the window large enough for `newcomers` at once. It is never smaller than its share of the capacity. */
  reserve(newcomers: number): void {
    const share = this.#settings.windowRoom(this.capacity);
    this.newcomers = newcomers;
    this.window = share === 0 ? 0 : Math.min(this.capacity, Math.max(share, newcomers));
    this.main = this.capacity - this.window;
  }

  /** The window's share of what is there: a cache that is full by bytes has fewer entries than its capacity. */
  windowOf(size: number): number {
    return Math.max(this.#settings.windowRoom(size), this.newcomers);
  }
}
