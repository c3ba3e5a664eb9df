import type { Cancel, Clock } from '@reprise/clock';
import type { PlayerCore } from '../player-core.ts';
import type { PlayerRegistry } from '../player-registry.ts';

/** Every player is looked at about so often, in milliseconds. */
const ROUND_MS = 1_000;
/** Parts of a round, so that many players do not hold up the program for long. */
const PARTS = 4;

/** What a {@link Rounds} goes round. */
export interface RoundsParts {
  readonly clock: Clock;
  readonly players: PlayerRegistry;
  look(core: PlayerCore, now: number): void;
}

/** Looks at all players of a pool about once a second, with one timer for all of them. */
export class Rounds {
  readonly #parts: RoundsParts;
  readonly #cancel: Cancel;
  #way: IterableIterator<PlayerCore> | undefined;

  constructor(parts: RoundsParts) {
    this.#parts = parts;
    this.#cancel = parts.clock.every(ROUND_MS / PARTS, () => this.#goOn());
  }

  stop(): void {
    this.#cancel();
  }

  #goOn(): void {
    const { clock, players, look } = this.#parts;
    const now = clock.now();
    // A round ends where it began: a short list is not gone through again in the same second.
    for (let left = Math.ceil(players.size / PARTS); left > 0; left--) {
      this.#way ??= players.all();
      const { value, done } = this.#way.next();
      if (done) {
        this.#way = undefined;
        return;
      }
      look(value, now);
    }
  }
}
