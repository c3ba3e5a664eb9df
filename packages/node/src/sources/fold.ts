/** Folds case and accents away, so that `Dvořák` is found by `dvorak`. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
}

/** The words of a text, folded. */
export function words(text: string): string[] {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** A text to be searched in, and what a word found in it is worth. */
export interface Field {
  readonly words: readonly string[];
  readonly worth: number;
}

/** A piece of a word must be this long to count: `to` is in too many words. */
const SHORTEST_PART = 3;

/**
 * How well a query fits: for each of its words the best place it was found in, a whole word above the start of one above
 * a part of one. 0 when less than half of the words were found at all.
 */
export function score(query: readonly string[], fields: readonly Field[]): number {
  const scores = query.map((word) => Math.max(0, ...fields.map((field) => scoreWord(word, field))));
  const found = scores.filter((points) => points > 0).length;
  if (found === 0 || found < query.length / 2) return 0;
  // Every word found outweighs any single word found well.
  return found * 100 + scores.reduce((sum, points) => sum + points, 0);
}

function scoreWord(word: string, field: Field): number {
  if (field.words.includes(word)) return field.worth;
  if (word.length < SHORTEST_PART) return 0;
  if (field.words.some((other) => other.startsWith(word))) return field.worth / 2;
  return field.words.some((other) => other.includes(word)) ? field.worth / 4 : 0;
}
