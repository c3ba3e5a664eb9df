/**
 * How urgent it is to load something: somebody waits for it (`play`), it comes next (`prefetch`), it belongs to a list that
 * is taken in (`import`), or nobody has asked for it yet (`warm`).
 */
export type LoadPriority = 'play' | 'prefetch' | 'import' | 'warm';

/** Kinds of work, the most urgent first. */
export const LOAD_PRIORITIES: readonly LoadPriority[] = ['play', 'prefetch', 'import', 'warm'];

/** Reads what a client says of its request; whoever says nothing, or something else, waits for the answer. */
export function readPriority(said: string | readonly string[] | undefined): LoadPriority {
  return LOAD_PRIORITIES.find((priority) => priority === said) ?? 'play';
}
