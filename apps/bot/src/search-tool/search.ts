import type { SearchArguments } from '../cli/arguments.ts';
import { asJson, asTiming, asTracks } from './answer-text.ts';
import type { House } from './house.ts';

/** Asks for a query as often as wished and prints how each answer came. @returns The exit code: 1 when nothing was found. */
export async function search({ pool }: House, query: string, { repeat, isJson }: SearchArguments): Promise<number> {
  let found = 0;
  if (!isJson) console.log(query);
  for (let i = 0; i < repeat; i++) {
    const answer = await pool.load(query);
    found = answer.result.length;
    console.log(isJson ? asJson(query, answer) : asTiming(answer));
    if (!isJson && i === repeat - 1 && found > 0) console.log(asTracks(answer));
  }
  if (found > 0) return 0;
  console.error(`Nothing was found for ${JSON.stringify(query)}.`);
  return 1;
}
