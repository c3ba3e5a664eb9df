import { type Field, score, words } from './fold.ts';

/** Tracks that a search finds at most. */
export const MOST_FOUND = 20;
/** Words of a query that count: each is looked for in everything there is, and nobody remembers more of a title. */
const MOST_WORDS = 12;

/** Something found, and how well it fits. */
export interface Ranked<T> {
  readonly entry: T;
  readonly score: number;
}

/** Finds the entries that fit a query, best first, and no more than can be answered. */
export function rank<T extends { readonly fields: readonly Field[] }>(
  query: string,
  entries: readonly T[],
): readonly Ranked<T>[] {
  const wanted = [...new Set(words(query))].slice(0, MOST_WORDS);
  return entries
    .map((entry) => ({ entry, score: score(wanted, entry.fields) }))
    .filter((found) => found.score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST_FOUND);
}
