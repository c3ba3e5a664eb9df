import { wholeNumber } from '@reprise/options';

/** Ends a load. Calling it again does nothing. */
export type Release = () => void;

/** Keeps a guild from looking up more than a few things at once, so that it does not take the nodes from the others. */
export class GuildLoads {
  readonly #atOnce: number;
  /** Guilds without loads are not kept. */
  readonly #loads = new Map<string, number>();

  /** @param atOnce - Loads that a guild may have. @throws TypeError or RangeError when it is no whole number from 1. */
  constructor(atOnce = 2) {
    this.#atOnce = wholeNumber('GuildLoads: atOnce', atOnce, { min: 1 });
  }

  /** Guilds that load something now. */
  get size(): number {
    return this.#loads.size;
  }

  /** Begins a load. @returns What ends it; undefined when the guild has as many as it may. */
  enter(guildId: string): Release | undefined {
    const loads = this.#loads.get(guildId) ?? 0;
    if (loads >= this.#atOnce) return undefined;
    this.#loads.set(guildId, loads + 1);
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      this.#leave(guildId);
    };
  }

  #leave(guildId: string): void {
    const loads = this.#loads.get(guildId) ?? 0;
    if (loads > 1) this.#loads.set(guildId, loads - 1);
    else this.#loads.delete(guildId);
  }
}
