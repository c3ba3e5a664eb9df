import type { Score } from './notation.ts';

/** A public-domain tune, written down as notes. */
export interface Tune extends Score {
  /** Its name in identifiers and links: lower-case words joined by `-`. */
  readonly slug: string;
  readonly title: string;
  /** The composer, or where the tune comes from when nobody knows who made it. */
  readonly author: string;
  /** Words it is found by besides title and author. */
  readonly tags: readonly string[];
  /** Quarter notes a minute. */
  readonly tempo: number;
}
