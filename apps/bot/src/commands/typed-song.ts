import type { CommandUse } from './command-use.ts';
import { Refusal } from './refusal.ts';

/** What somebody typed to find a song, or what the suggestion stands for that they picked. @throws {@link Refusal} when it is blank. */
export function typedSong({ services }: Pick<CommandUse, 'services'>, typed: string): string {
  const input = services.suggestions.resolve(typed) ?? typed;
  if (input.trim() === '') throw new Refusal(({ play }) => play.problems['nothing-found']);
  return input;
}
