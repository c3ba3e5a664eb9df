import type { Clock } from '@reprise/clock';

/** Time between two lines about the same trouble, in milliseconds. */
const AGAIN_AFTER_MS = 60_000;

interface Told {
  readonly at: number;
  untold: number;
}

/** Says what of a trouble that many run into is worth a line: the first of it, and once a minute how many there were since. */
export class CalmAboutTroubles {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #told = new Map<string, Told>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /**
   * Somebody runs into a trouble. @param trouble - One of a few kinds.
   *
   * @returns How many did since the last line, this one not counted; undefined when this one is worth none.
   */
  note(trouble: string): number | undefined {
    const told = this.#told.get(trouble);
    const now = this.#clock.now();
    if (told !== undefined && now - told.at < AGAIN_AFTER_MS) {
      told.untold += 1;
      return undefined;
    }
    this.#told.set(trouble, { at: now, untold: 0 });
    return told?.untold ?? 0;
  }
}
