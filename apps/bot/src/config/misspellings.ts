import type { ConfigProblem } from './config-error.ts';
import { VARIABLES } from './schema.ts';

/** Names of fewer letters are near to too many that belong to others. */
const SHORTEST_NAME = 5;
const LONGEST_NAME = 40;
/** From so many letters on, two of them may be wrong, else one. */
const LONG_NAME = 8;

/** Names that other bots have for what is ours. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['BOT_TOKEN', 'DISCORD_TOKEN'],
  ['DISCORD_BOT_TOKEN', 'DISCORD_TOKEN'],
]);

const SECRETS = VARIABLES.filter(({ isSecret }) => isSecret === true).map(({ name }) => `${name}_FILE`);
const NAMES: readonly string[] = [...VARIABLES.map(({ name }) => name), ...SECRETS];
const KNOWN: ReadonlySet<string> = new Set(NAMES);

/** Tells of variables that nobody reads, but that look like ours. Never of their values. */
export function misspellings(names: readonly string[]): readonly ConfigProblem[] {
  return names
    .filter((name) => !KNOWN.has(name))
    .flatMap((variable) => {
      const problem = problemOf(variable, names);
      return problem === undefined ? [] : [{ variable, problem }];
    });
}

function problemOf(name: string, given: readonly string[]): string | undefined {
  if (name.endsWith('_FILE') && KNOWN.has(name.slice(0, -5))) {
    return `is not read: only secrets can be in a file, which are ${SECRETS.join(', ')}`;
  }
  const meant = OTHER_NAMES.get(name) ?? nearest(name);
  return meant === undefined || given.includes(meant) ? undefined : `is not read; is ${meant} meant?`;
}

function nearest(name: string): string | undefined {
  if (name.length < SHORTEST_NAME || name.length > LONGEST_NAME) return undefined;
  const letters = name.toUpperCase().replaceAll('-', '_');
  const near = NAMES.filter((known) => known.length >= SHORTEST_NAME)
    .map((known) => ({ known, distance: distance(letters, known) }))
    .filter(({ known, distance }) => distance <= (known.length < LONG_NAME ? 1 : 2));
  return near.sort((one, other) => one.distance - other.distance)[0]?.known;
}

/** Letters to add, leave out, change, or exchange with their neighbours (optimal string alignment). */
function distance(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1];
      const isExchanged = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row[j] = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (isSame ? 0 : 1),
        isExchanged ? (beforeLast[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = row;
  }
  return last[other.length] ?? 0;
}
