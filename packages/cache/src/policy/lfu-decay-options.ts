import { finiteNumber, knownOptions, oneOf, wholeNumber } from '@reprise/options';

/** Options of {@link LfuDecayCache}. */
export interface LfuDecayCacheOptions {
  /** Entries it may hold. A whole number; 0 stores nothing. */
  readonly capacity: number;
  /** What a decay multiplies every use count with, 0 to 1. 1 never forgets. @defaultValue 0.5 */
  readonly decayFactor?: number | undefined;
  /** Hits between two decays; `'auto'` is 4 × capacity. @defaultValue 'auto' */
  readonly decayThreshold?: number | 'auto' | undefined;
  /** Share of the capacity that is an LRU list of newcomers, 0 to 1. @defaultValue 0.1 */
  readonly window?: number | undefined;
  /** Evicted keys that are remembered with their counts, as a multiple of the capacity, up to 16. @defaultValue 1 */
  readonly ghost?: number | undefined;
  /** Which of two entries used equally often goes first: the one not used or the one stored longest ago. @defaultValue 'recency' */
  readonly tieBreak?: 'recency' | 'insertion' | undefined;
}

/** The option names, for checking that no other was given. */
const KNOWN = ['capacity', 'decayFactor', 'decayThreshold', 'window', 'ghost', 'tieBreak'] as const;

/** Hits per entry of the capacity between two decays, when the threshold is `'auto'`. */
const AUTO_THRESHOLD = 4;

/** Checked options, and the sizes that follow from a capacity. */
export class LfuDecaySettings {
  readonly capacity: number;
  readonly factor: number;
  readonly tieBreak: 'recency' | 'insertion';
  readonly decayThreshold: number | 'auto';
  readonly #window: number;
  readonly #ghost: number;

  /** @param owner - The class whose options these are, for the messages. */
  constructor(owner: string, options: LfuDecayCacheOptions) {
    knownOptions(owner, options, KNOWN);
    this.capacity = wholeNumber(`${owner}: capacity`, options.capacity, { min: 0 });
    this.factor = decayFactor(owner, options.decayFactor);
    this.decayThreshold = decayThreshold(owner, options.decayThreshold);
    this.#window = finiteNumber(`${owner}: window`, options.window ?? 0.1, { min: 0, max: 1 });
    this.#ghost = finiteNumber(`${owner}: ghost`, options.ghost ?? 1, { min: 0, max: 16 });
    this.tieBreak = oneOf(`${owner}: tieBreak`, options.tieBreak ?? 'recency', ['recency', 'insertion']);
  }

  threshold(capacity: number): number {
    return this.decayThreshold === 'auto' ? Math.max(1, AUTO_THRESHOLD * capacity) : this.decayThreshold;
  }

  /** Slots of the window. At least one when there is a window and anything is stored at all. */
  windowRoom(capacity: number): number {
    return this.#window === 0 || capacity === 0 ? 0 : Math.max(1, Math.round(capacity * this.#window));
  }

  ghostRoom(capacity: number): number {
    return Math.round(capacity * this.#ghost);
  }
}

/** Checks the option `decayFactor`. */
export function decayFactor(owner: string, value: number | undefined): number {
  return finiteNumber(`${owner}: decayFactor`, value ?? 0.5, { min: 0, max: 1 });
}

/** Checks the option `decayThreshold`. */
export function decayThreshold(owner: string, value: number | 'auto' | undefined): number | 'auto' {
  return value === undefined || value === 'auto' ? 'auto' : wholeNumber(`${owner}: decayThreshold`, value, { min: 1 });
}
