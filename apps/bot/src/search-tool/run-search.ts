import type { SearchArguments } from '../cli/arguments.ts';
import { UsageError } from '../cli/arguments.ts';
import { ask } from './ask.ts';
import { openHouse } from './house.ts';
import { search } from './search.ts';

/**
 * Searches without Discord: once, or for whatever is typed at the terminal.
 *
 * @returns The exit code: 1 when nothing was found.
 * @throws `UsageError` when there is no query and no terminal to ask at.
 */
export async function runSearch(given: SearchArguments, stop: AbortSignal): Promise<number> {
  const { query, musicDir } = given;
  const canAsk = process.stdin.isTTY && process.stdout.isTTY;
  if (query === undefined && !canAsk) throw new UsageError('search needs something to search for.');
  await using house = await openHouse({ musicDir });
  if (query !== undefined) return await search(house, query, given);
  await ask(house.pool, stop);
  return 0;
}
